#include "line.hpp"

#include <algorithm>

namespace jsonl {

namespace {

void append_string(std::string& to, std::string_view text) {
    static constexpr std::string_view digits = "0123456789abcdef";
    to += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            to += '\\';
            to += c;
        } else if (byte < 0x20) {
            to += "\\u00";
            to += digits[byte >> 4U];
            to += digits[byte & 15U];
        } else {
            to += c;
        }
    }
    to += '"';
}

void append_member(std::string& to, std::string_view key, std::string_view text) {
    to += ",\"";
    to += key;
    to += "\":";
    append_string(to, text);
}

} // namespace

std::string line_of(const turnout::event_info& event) {
    std::string line;
    line.reserve(event.body().size() + 300);
    line += line_start;
    append_string(line, event.message_id());
    if (!event.element_id().empty()) append_member(line, "element_id", event.element_id());
    append_member(line, "type", event.type());
    append_member(line, "version", event.version());
    append_member(line, "subscription_id", event.subscription_id());
    append_member(line, "sent_at", turnout::format_timestamp(event.sent()));
    line += ",\"attempt\":";
    line += std::to_string(event.attempt());
    line += ",\"body\":";
    if (event.root().exists()) {
        const auto body = line.size();
        line += event.body();
        std::replace_if(
            line.begin() + static_cast<std::ptrdiff_t>(body), line.end(), [](char c) { return c == '\n' || c == '\r'; },
            ' ');
    } else {
        append_string(line, event.body());
    }
    line += "}\n";
    return line;
}

} // namespace jsonl
