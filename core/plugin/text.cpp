#include "core/plugin/text.hpp"

#include "core/config/utf8.hpp"

namespace turnout::plugins {

namespace {

void append_escaped(std::string& to, unsigned char byte) {
    static constexpr std::string_view digits = "0123456789abcdef";
    if (byte == '\n') {
        to += "\\n";
        return;
    }
    to += "\\x";
    to += digits[byte >> 4U];
    to += digits[byte & 15U];
}

/// U+0080 to U+009F (terminals obey them), and the line and paragraph separators.
bool is_control_sequence(std::string_view sequence) {
    if (sequence.size() == 2) return sequence[0] == '\xC2' && static_cast<unsigned char>(sequence[1]) < 0xA0;
    return sequence == "\xE2\x80\xA8" || sequence == "\xE2\x80\xA9";
}

} // namespace

std::string one_line(std::string_view text, std::size_t limit) {
    std::string result;
    bool cut = false;
    for (std::size_t taken = 0; !text.empty() && !cut;) {
        const std::size_t length = config::utf8_length(text);
        const std::size_t step = length == 0 ? 1 : length;
        cut = taken + step > limit;
        if (cut) break;
        const auto byte = static_cast<unsigned char>(text.front());
        if (length == 0 || is_control_sequence(text.substr(0, length))) {
            result += "\xEF\xBF\xBD";
        } else if (byte < 0x20 || byte == 0x7F) {
            append_escaped(result, byte);
        } else {
            result += text.substr(0, length);
        }
        taken += step;
        text.remove_prefix(step);
    }
    return result;
}

} // namespace turnout::plugins
