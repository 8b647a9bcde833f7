#include "core/http/gate/answer.hpp"

namespace turnout::http {
namespace {

/// What comes after the connection's fate.
std::string content_of(int status, std::string_view text, std::string_view type) {
    if (status == 204) return "\r\n";
    return std::string("Content-Type: ")
        .append(type)
        .append("\r\nContent-Length: ")
        .append(std::to_string(text.size()))
        .append("\r\n\r\n")
        .append(text);
}

std::string compose(int status, std::string_view fields, std::string_view connection, std::string_view content) {
    std::string answer = "HTTP/1.1 " + std::to_string(status) + " ";
    return answer.append(phrase_of(status)).append("\r\n").append(fields).append(connection).append(content);
}

} // namespace

std::string_view phrase_of(int status) {
    switch (status) {
    case 200: return "OK";
    case 204: return "No Content";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 411: return "Length Required";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Error";
    }
}

Answer::Answer(int status, std::string_view text, std::string_view fields, std::string_view type)
    : status_(status),
      text_size_(text.size()) {
    const std::string content = content_of(status, text, type);
    staying_ = compose(status, fields, {}, content);
    ending_ = compose(status, fields, "Connection: close\r\n", content);
}

std::string_view Answer::bytes(bool keep_alive, bool head_only) const {
    const std::string_view whole = keep_alive ? staying_ : ending_;
    return head_only ? whole.substr(0, whole.size() - text_size_) : whole;
}

Answer refusal(int status, std::string_view reason) {
    return Answer(status, std::string(reason) + "\n", status == 503 ? "Retry-After: 5\r\n" : "");
}

} // namespace turnout::http
