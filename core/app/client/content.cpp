#include "core/app/client/content.hpp"

#include "core/app/client/table.hpp"

#include <Poco/JSON/Parser.h>

#include <ostream>
#include <sstream>

namespace turnout::app {
namespace {

/// Line by line, so that only what steers a terminal is escaped.
void print_lines(std::ostream& out, const std::string& text) {
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) out << printable(line) << '\n';
}

std::string indented(const std::string& body) {
    try {
        Poco::JSON::ParseHandler::Ptr ordered = new Poco::JSON::ParseHandler(true);
        Poco::JSON::Parser parser(ordered);
        std::ostringstream out;
        Poco::JSON::Stringifier::stringify(parser.parse(body), out, 2);
        return out.str();
    } catch (const Poco::Exception&) { // no JSON: as it is
        return body;
    }
}

} // namespace

void print_content(std::ostream& out, const Poco::JSON::Object& event) {
    const auto headers = event.getObject("headers");
    for (const auto& name : headers->getNames()) out << name << ": " << text_in(*headers, name) << '\n';
    out << '\n';
    if (event.has("body"))
        print_lines(out, indented(event.getValue<std::string>("body")));
    else if (!event.has("body_base64"))
        out << "(the body is that of the element above)\n";
    else
        out << "(no UTF-8, in Base64) " << text_in(event, "body_base64") << '\n';
}

void print_row(std::ostream& out, const Poco::JSON::Object& row) {
    const auto say = [&](const char* label, const char* member) {
        if (const auto text = text_in(row, member); !text.empty()) out << "  " << label << text << '\n';
    };
    out << "  " << text_in(row, "state") << ", number " << text_in(row, "number");
    if (row.optValue<unsigned>("replay", 0) > 0) out << ", replay " << text_in(row, "replay");
    out << '\n';
    say("verdict        ", "verdict");
    say("reason         ", "reason");
    say("attempts       ", "attempts");
    say("first attempt  ", "first_attempt");
    say("last attempt   ", "last_attempt");
    say("next attempt   ", "next_attempt");
    const auto plugin = text_in(row, "plugin_id");
    if (!plugin.empty()) out << "  plugin         " << plugin << ' ' << text_in(row, "plugin_version") << '\n';
    say("damaged        ", "damage");
}

} // namespace turnout::app
