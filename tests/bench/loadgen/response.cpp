#include "tests/bench/loadgen/response.hpp"

#include <cstdlib>
#include <cstring>
#include <string>

#include <strings.h>

namespace turnout::bench {
namespace {

constexpr std::string_view blank_line = "\r\n\r\n";

struct Fields {
    bool chunked = false, sized = false;
    std::size_t length = 0;
};

/// Reads the fields of a head whose blank line is at `end`.
Fields read_fields(std::string_view head, std::size_t end, bool& keep) {
    Fields fields;
    for (std::size_t at = head.find("\r\n") + 2; at < end;) {
        const std::size_t line_end = head.find("\r\n", at);
        const std::string line(head.substr(at, line_end - at));
        const auto is = [&](const char* name) { return strncasecmp(line.c_str(), name, std::strlen(name)) == 0; };
        if (is("content-length:")) {
            fields.sized = true;
            fields.length = std::strtoull(line.c_str() + std::strlen("content-length:"), nullptr, 10);
        } else if (is("transfer-encoding:")) {
            fields.chunked = strcasestr(line.c_str(), "chunked") != nullptr;
        } else if (is("connection:")) {
            keep = strcasestr(line.c_str(), "close") == nullptr &&
                   (keep || strcasestr(line.c_str(), "keep-alive") != nullptr);
        }
        at = line_end + 2;
    }
    return fields;
}

int check_chunked(std::string_view body, int status) {
    for (std::size_t at = 0;;) {
        const std::size_t line_end = body.find("\r\n", at);
        if (line_end == std::string_view::npos) return 0;
        const std::size_t size = std::strtoull(std::string(body.substr(at, line_end - at)).c_str(), nullptr, 16);
        if (size > (1U << 24U)) return -1;
        at = line_end + 2 + size + 2; // no trailers are expected after the last chunk
        if (at > body.size()) return 0;
        if (size == 0) return at == body.size() ? status : -1;
    }
}

int check_incomplete_head(std::string_view received) {
    const auto beginning = std::string_view("HTTP/").substr(0, received.size());
    return received.size() > 65536 || !received.starts_with(beginning) ? -1 : 0;
}

} // namespace

int parse_response(std::string_view received, bool ended, bool& keep) {
    for (;;) {
        const std::size_t end = received.find(blank_line);
        if (end == std::string_view::npos) return check_incomplete_head(received);
        if (end < 12 || !received.starts_with("HTTP/1.")) return -1;
        const int status = std::atoi(std::string(received.substr(9, 3)).c_str());
        if (status < 100 || status > 599) return -1;
        const std::string_view body = received.substr(end + blank_line.size());
        if (status < 200) { // 100 Continue and the like
            received = body;
            continue;
        }
        keep = received[7] != '0';
        Fields fields = read_fields(received, end, keep);
        if (status == 204 || status == 304) fields = {false, true, 0};
        if (fields.chunked) return check_chunked(body, status);
        if (fields.sized) return body.size() < fields.length ? 0 : body.size() == fields.length ? status : -1;
        keep = false;
        return ended ? status : 0;
    }
}

} // namespace turnout::bench
