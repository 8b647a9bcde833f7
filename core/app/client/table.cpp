#include "core/app/client/table.hpp"

#include "core/config/utf8.hpp"

#include <algorithm>
#include <ostream>

namespace turnout::app {
namespace {

/// Characters, not bytes; wide ones count as one.
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80; }));
}

void append_escape(std::string& text, unsigned code) {
    constexpr std::string_view digits = "0123456789abcdef";
    text.append("\\x");
    text.push_back(digits[code >> 4U]);
    text.push_back(digits[code & 15U]);
}

} // namespace

std::string printable(std::string_view text) {
    std::string result;
    while (!text.empty()) {
        const std::size_t length = config::utf8_length(text);
        const auto first = static_cast<unsigned char>(text.front());
        // Among those of two bytes U+0080 to U+009F are controls, too.
        const bool control = length == 2 && first == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0;
        if (length == 0 || first < 0x20 || first == 0x7f)
            append_escape(result, first);
        else if (control)
            append_escape(result, static_cast<unsigned char>(text[1]));
        else
            result.append(text.substr(0, length));
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

std::string text_in(const Poco::JSON::Object& object, const std::string& name) {
    const auto value = object.get(name);
    return value.isEmpty() ? std::string{} : printable(value.convert<std::string>());
}

void Table::add(std::vector<std::string> row) {
    rows_.push_back(std::move(row));
}

void Table::print(std::ostream& out) const {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        widths.push_back(columns_[i].title.size());
        for (const auto& row : rows_) widths.back() = std::max(widths.back(), width_of(row[i]));
    }
    const auto print_cell = [&](std::size_t i, std::string_view text) {
        const std::string space(widths[i] - width_of(text), ' ');
        if (columns_[i].numeric) out << space;
        out << text;
        if (i + 1 == columns_.size()) {
            out << '\n';
            return;
        }
        out << (columns_[i].numeric ? "" : space) << "  ";
    };
    for (std::size_t i = 0; i < columns_.size(); ++i) print_cell(i, columns_[i].title);
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i) print_cell(i, row[i]);
}

std::string id_of(const Poco::JSON::Object& event) {
    const auto element = text_in(event, "element_id");
    return text_in(event, "message_id") + (element.empty() ? "" : " (" + element + ")");
}

void print_list(std::ostream& out, const std::string& member, const Poco::JSON::Array::Ptr& list) {
    Poco::JSON::Object object;
    object.set(member, list);
    print_json(out, object);
}

void print_json(std::ostream& out, const Poco::JSON::Object& object) {
    object.stringify(out, 2);
    out << '\n';
}

} // namespace turnout::app
