#include "core/http/api/parameters.hpp"

#include "core/eventsub/timestamp.hpp"
#include "core/http/api/problem.hpp"

#include <Poco/JSON/Object.h>
#include <Poco/JSON/ParseHandler.h>
#include <Poco/JSON/Parser.h>
#include <Poco/URI.h>

#include <charconv>
#include <sstream>

namespace turnout::http {
namespace {

constexpr std::size_t deepest = 8;
constexpr auto see = "See GET /api/v1/openapi.json for what can be asked";

/// Builds what stands in the body, and refuses a name that stands twice in an object.
class StrictHandler final : public Poco::JSON::ParseHandler {
public:
    void startObject() override {
        names_.emplace_back();
        ParseHandler::startObject();
    }

    void endObject() override {
        names_.pop_back();
        ParseHandler::endObject();
    }

    void key(const std::string& name) override {
        if (!names_.back().insert(name).second)
            throw Problem(400, "'" + name + "' stands twice in the body", "Give it once");
        ParseHandler::key(name);
    }

private:
    std::vector<std::set<std::string>> names_;
};

[[noreturn]] void refuse(const std::string& name, const std::string& expected) {
    throw Problem(400, "'" + name + "' is not " + expected, see);
}

std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, ',');) parts.push_back(part);
    return parts;
}

} // namespace

Parameters Parameters::from_query(std::string_view query) {
    Parameters result;
    Poco::URI::QueryParameters pairs;
    try {
        Poco::URI uri;
        uri.setRawQuery(std::string(query));
        pairs = uri.getQueryParameters();
    } catch (const Poco::Exception&) {
        throw Problem(400, "the query is malformed",
                      "Encode each value with percent signs, as in since=2026-01-01T00%3A00%3A00Z");
    }
    for (auto& [name, value] : pairs)
        if (!result.values_.emplace(name, value).second)
            throw Problem(400, "'" + name + "' stands twice in the query", "Give it once");
    return result;
}

Parameters Parameters::from_json(std::string_view text) {
    Parameters result;
    result.typed_ = true;
    if (text.empty()) return result;
    Poco::JSON::Object::Ptr object;
    try {
        Poco::JSON::Parser parser(new StrictHandler);
        parser.setDepth(deepest);
        const Poco::Dynamic::Var parsed = parser.parse(std::string(text));
        if (parsed.type() == typeid(Poco::JSON::Object::Ptr)) object = parsed.extract<Poco::JSON::Object::Ptr>();
    } catch (const Poco::Exception&) { // its text quotes the body
        throw Problem(400, "the body is no JSON", "Send a JSON object, such as {\"route\": \"archive\"}");
    }
    if (!object)
        throw Problem(400, "the body is no JSON object", "Send a JSON object, such as {\"route\": \"archive\"}");
    for (const auto& [name, value] : *object) result.values_.emplace(name, value);
    return result;
}

bool Parameters::has(const std::string& name) const {
    return values_.contains(name);
}

const Poco::Dynamic::Var* Parameters::find(const std::string& name) {
    read_.insert(name);
    const auto found = values_.find(name);
    return found == values_.end() ? nullptr : &found->second;
}

std::string Parameters::text(const std::string& name) {
    const auto* value = find(name);
    if (value == nullptr) return {};
    if (!value->isString()) refuse(name, "a string");
    auto text = value->extract<std::string>();
    if (text.empty()) refuse(name, "given: leave it out, or give it a value");
    return text;
}

std::uint64_t Parameters::number_of(const std::string& name, const Poco::Dynamic::Var& value, Range range) const {
    std::uint64_t number = 0;
    bool good = false;
    if (!typed_) {
        const auto& text = value.extract<std::string>();
        const char* end = text.data() + text.size();
        const auto [stopped, error] = std::from_chars(text.data(), end, number);
        good = error == std::errc{} && stopped == end;
    } else if (value.isInteger() && !value.isBoolean()) {
        try {
            number = value.convert<Poco::UInt64>();
            good = true;
        } catch (const Poco::Exception&) { // below zero
            good = false;
        }
    }
    if (!good || number < range.least || number > range.most)
        refuse(name, "a whole number from " + std::to_string(range.least) + " to " + std::to_string(range.most));
    return number;
}

std::optional<std::uint64_t> Parameters::number(const std::string& name, Range range) {
    const auto* value = find(name);
    if (value == nullptr) return std::nullopt;
    return number_of(name, *value, range);
}

std::vector<Poco::Dynamic::Var> Parameters::list(const std::string& name) {
    const auto* value = find(name);
    if (value == nullptr) return {};
    std::vector<Poco::Dynamic::Var> values;
    if (!typed_) {
        for (auto& part : split(value->extract<std::string>())) values.emplace_back(std::move(part));
    } else {
        if (value->type() != typeid(Poco::JSON::Array::Ptr)) refuse(name, "an array");
        const auto& array = value->extract<Poco::JSON::Array::Ptr>();
        values.assign(array->begin(), array->end());
    }
    if (values.empty()) refuse(name, "given: leave it out, or give it a value");
    return values;
}

std::vector<std::uint64_t> Parameters::numbers(const std::string& name) {
    std::vector<std::uint64_t> numbers;
    for (const auto& each : list(name)) numbers.push_back(number_of(name, each, {0, INT64_MAX}));
    return numbers;
}

std::vector<std::string> Parameters::texts(const std::string& name) {
    std::vector<std::string> texts;
    for (const auto& each : list(name)) {
        if (!each.isString() || each.extract<std::string>().empty()) refuse(name, "an array of strings");
        texts.push_back(each.extract<std::string>());
    }
    return texts;
}

bool Parameters::flag(const std::string& name) {
    const auto* value = find(name);
    if (value == nullptr) return false;
    if (typed_ && value->isBoolean()) return value->convert<bool>();
    if (!typed_ && value->extract<std::string>() == "true") return true;
    if (!typed_ && value->extract<std::string>() == "false") return false;
    refuse(name, "true or false");
}

std::optional<eventsub::Time> Parameters::time(const std::string& name) {
    const auto value = text(name);
    if (value.empty()) return std::nullopt;
    const auto time = eventsub::parse_timestamp(value);
    if (!time) refuse(name, "a time such as 2026-01-31T12:00:00Z");
    return time;
}

void Parameters::finish() const {
    for (const auto& [name, value] : values_)
        if (!read_.contains(name)) throw Problem(400, "'" + name + "' is no parameter here", see);
}

} // namespace turnout::http
