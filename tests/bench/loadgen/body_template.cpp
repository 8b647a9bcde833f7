#include "tests/bench/loadgen/body_template.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace turnout::bench {
namespace {

constexpr std::array<std::pair<std::string_view, Mark>, 8> marks{{{"id", Mark::id},
                                                                  {"sub", Mark::subscription},
                                                                  {"n", Mark::number},
                                                                  {"uid", Mark::user},
                                                                  {"bid", Mark::broadcaster},
                                                                  {"ts", Mark::timestamp},
                                                                  {"type", Mark::type},
                                                                  {"callback", Mark::callback}}};

/// What is replaced in a recorded body that has no marks.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> varied{
    {{"user_id", "{{uid}}"},
     {"message_id", "{{id}}"},
     {"broadcaster_user_id", "{{bid}}"},
     {"to_broadcaster_user_id", "{{bid}}"},
     {"from_broadcaster_user_id", "{{uid}}"}}};

constexpr auto nowhere = std::string::npos;

struct Range {
    std::size_t begin, size;
};

std::string quoted(std::string_view text) {
    return '"' + std::string(text) + '"';
}

/// Where the text value of the first `key` at or after `from` stands.
std::optional<Range> find_value(const std::string& text, std::string_view key, std::size_t from) {
    constexpr auto blank = " \t\r\n";
    std::size_t at = text.find(quoted(key), from);
    if (at == nowhere) return std::nullopt;
    at = text.find_first_not_of(blank, at + key.size() + 2);
    if (at == nowhere || text[at] != ':') return std::nullopt;
    at = text.find_first_not_of(blank, at + 1);
    if (at == nowhere || text[at] != '"') return std::nullopt;
    const std::size_t end = text.find('"', at + 1);
    if (end == nowhere) return std::nullopt;
    return Range{at + 1, end - at - 1};
}

void put_marks(std::string& text, const BodyTemplate& result, std::size_t subscription) {
    if (!result.subscription.empty())
        if (const auto found = find_value(text, "id", subscription)) text.replace(found->begin, found->size, "{{sub}}");
    for (const auto& [key, mark] : varied)
        for (std::size_t from = 0; (from = text.find(quoted(key), from)) != nowhere; ++from)
            if (const auto found = find_value(text, key, from)) text.replace(found->begin, found->size, mark);
}

void cut(BodyTemplate& result, const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t open = text.find("{{", at), close = open == nowhere ? open : text.find("}}", open);
        if (close == nowhere) {
            result.segments.push_back({text.substr(at), Mark::none});
            return;
        }
        const std::string name = text.substr(open + 2, close - open - 2);
        const auto* const known =
            std::find_if(marks.begin(), marks.end(), [&](const auto& m) { return m.first == name; });
        if (known == marks.end()) throw std::runtime_error("unknown placeholder {{" + name + "}}");
        result.segments.push_back({text.substr(at, open - at), known->second});
        at = close + 2;
    }
}

void compile(BodyTemplate& result, std::string text) {
    const std::size_t subscription = std::min(text.find(quoted("subscription")), text.size());
    if (result.type.empty())
        if (const auto found = find_value(text, "type", subscription))
            result.type = text.substr(found->begin, found->size);
    if (result.version.empty()) {
        const auto found = find_value(text, "version", subscription);
        result.version = found ? text.substr(found->begin, found->size) : "1";
    }
    if (result.type.empty()) throw std::runtime_error("body without subscription type: give type=NAME");
    if (text.find("{{") == nowhere) put_marks(text, result, subscription);
    cut(result, text);
}

/// Takes the options of a specification; returns what stands before them.
std::string read_specification(const std::string& specification, BodyTemplate& result) {
    std::istringstream in(specification);
    std::string name, item;
    std::getline(in, name, ',');
    while (std::getline(in, item, ',')) {
        const std::size_t equals = std::min(item.find('='), item.size() - 1);
        const std::string key = item.substr(0, equals), value = item.substr(equals + 1);
        if (key == "weight")
            result.weight = std::stod(value);
        else if (key == "type")
            result.type = value;
        else if (key == "version")
            result.version = value;
        else if (key == "path")
            result.path = value;
        else if (key == "sub")
            result.subscription = value;
        else
            throw std::runtime_error("unknown key in " + specification);
    }
    return name;
}

} // namespace

BodyTemplate template_of_file(const std::string& specification) {
    BodyTemplate result;
    const std::string name = read_specification(specification, result);
    std::ifstream file(name, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + name);
    std::ostringstream text;
    text << file.rdbuf();
    compile(result, text.str());
    return result;
}

BodyTemplate template_of_type(const std::string& specification) {
    BodyTemplate result;
    const std::string name = read_specification(specification, result);
    const auto bodies = builtin_bodies();
    const auto found = std::find_if(bodies.begin(), bodies.end(), [&](const auto& body) { return body.type == name; });
    const BuiltinBody& body = found == bodies.end() ? plain_body() : *found;
    result.type = name;
    if (result.version.empty()) result.version = body.version;
    std::string text = R"({"subscription":{"id":"{{sub}}","status":"enabled","type":")" + name + R"(","version":")" +
                       result.version + R"(","condition":{)";
    text += body.condition;
    text += R"(},"transport":{"method":"webhook","callback":"{{callback}}"},)"
            R"("created_at":"2026-01-01T00:00:00.000000000Z","cost":1},"event":{)";
    text += body.event;
    compile(result, text + "}}");
    return result;
}

} // namespace turnout::bench
