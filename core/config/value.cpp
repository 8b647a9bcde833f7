#include "core/config/value.hpp"

#include "core/config/nearest.hpp"

#include <algorithm>

namespace turnout::config {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool consists_of(std::string_view text, std::string_view others) {
    return std::all_of(text.begin(), text.end(),
                       [&](char c) { return is_letter(c) || is_digit(c) || others.find(c) != std::string_view::npos; });
}

std::string limit_text(const Type& type, std::uint64_t limit) {
    if (type.kind == Kind::size) return format_size(limit);
    if (type.kind == Kind::count || type.kind == Kind::secret) return std::to_string(limit);
    return format_duration(Milliseconds(limit));
}

std::string limits(const Type& type) {
    return limit_text(type, type.min) + " to " + limit_text(type, type.max);
}

Refusal out_of_range(const Type& type, std::uint64_t value) {
    const std::uint64_t near = std::clamp(value, type.min, type.max);
    return {"is out of range: " + limits(type), limit_text(type, near)};
}

std::uint64_t number(std::uint64_t value) {
    return value;
}

std::uint64_t number(Milliseconds value) {
    return static_cast<std::uint64_t>(value.count());
}

template <class T> Outcome<Value> within(const Type& type, const Outcome<T>& parsed) {
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) return *refusal;
    const T& value = std::get<T>(parsed);
    if constexpr (std::is_same_v<T, DurationRange>) {
        for (const auto end : {value.min, value.max}) {
            if (number(end) < type.min || number(end) > type.max)
                return Refusal{"is out of range: both ends must lie in " + limits(type), ""};
        }
    } else {
        if (number(value) < type.min || number(value) > type.max) return out_of_range(type, number(value));
    }
    return Value(value);
}

template <class T> Outcome<Value> unlimited(const Outcome<T>& parsed) {
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) return *refusal;
    return Value(std::get<T>(parsed));
}

std::string joined(std::span<const std::string_view> words) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
        text += words[i];
    }
    return text;
}

Outcome<Value> parse_choice(const Type& type, const std::string& text) {
    if (std::find(type.choices.begin(), type.choices.end(), text) != type.choices.end()) return Value(text);
    const std::vector<std::string> choices(type.choices.begin(), type.choices.end());
    std::string suggestion = nearest(text, choices);
    const auto begun = std::find_if(choices.begin(), choices.end(), [&](const auto& c) { return c.starts_with(text); });
    if (suggestion.empty() && begun != choices.end()) suggestion = *begun; // `warn`
    return Refusal{"is not " + joined(type.choices), suggestion};
}

Outcome<Value> parse_order(const Type& type, const std::string& text) {
    const bool path = text.find('.') != std::string::npos && consists_of(text, "._") && text.front() != '.' &&
                      text.back() != '.' && text.find("..") == std::string::npos;
    if (path) return Value(text);
    auto choice = parse_choice(type, text);
    if (auto* refusal = std::get_if<Refusal>(&choice)) refusal->what += ", and no field path like event.user_id";
    return choice;
}

Outcome<Value> parse_names(const std::string& text) {
    std::vector<std::string> names;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find(',', begin), text.size());
        const auto first = text.find_first_not_of(" \t", begin), last = text.find_last_not_of(" \t", end - 1);
        const std::string name = first < end ? text.substr(first, last - first + 1) : "";
        if (!is_name(name)) return Refusal{"is not all, none, or a list of names with commas between", ""};
        names.push_back(name);
        begin = end + 1;
    }
    const bool alone = std::any_of(names.begin(), names.end(), [](const auto& n) { return n == "all" || n == "none"; });
    if (alone && names.size() > 1) return Refusal{"mixes all or none with names", ""};
    return Value(names);
}

Outcome<Value> parse_library(const std::string& text) {
    const std::filesystem::path path(text);
    const bool outside = path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end();
    if (outside) return Refusal{"must be a file below plugins.directory", path.filename().string()};
    return Value(path);
}

Outcome<Value> parse_url_path(const std::string& text) {
    if (text.front() != '/')
        return Refusal{"does not begin with a slash", consists_of(text, "/_.~-") ? "/" + text : ""};
    if (!consists_of(text, "/_.~-") || text.find("//") != std::string::npos || text.find("/.") != std::string::npos)
        return Refusal{"is not a plain path: slashes, letters, digits and _ . ~ - only", ""};
    return Value(text);
}

Outcome<Value> parse_callback(const std::string& text) {
    constexpr std::string_view scheme = "https://";
    if (!text.starts_with(scheme)) return Refusal{"does not begin with https://, which Twitch demands", ""};
    const auto slash = text.find('/', scheme.size());
    std::string host = text.substr(scheme.size(), slash - scheme.size());
    const auto colon = host.find(':');
    if (colon != std::string::npos && host.substr(colon) != ":443")
        return Refusal{"names a port that Twitch does not call: it must be 443", ""};
    host.resize(std::min(host.size(), colon));
    if (host.empty() || !consists_of(host, ".-")) return Refusal{"holds no plain host name", ""};
    const bool odd = std::any_of(text.begin(), text.end(), [](char c) { return c <= ' ' || c >= 0x7f || c == '#'; });
    if (odd) return Refusal{"holds characters that a URL cannot", ""};
    return Value(text);
}

Outcome<Value> parse_secret(const Type& type, const std::string& text) {
    const auto odd = std::find_if(text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; });
    const std::string expected = "must be " + limits(type) + " printable ASCII characters";
    if (odd != text.end()) return Refusal{expected + ", and one of its characters is not", ""};
    if (text.size() < type.min || text.size() > type.max)
        return Refusal{expected + ", and it has " + std::to_string(text.size()), ""};
    return Value(Secret(text));
}

} // namespace

bool is_name(std::string_view text) {
    return !text.empty() && consists_of(text, "_-");
}

Outcome<Value> parse_value(const Type& type, const std::string& text, const std::filesystem::path& directory) {
    if (text.empty() && type.kind != Kind::setting && type.kind != Kind::filter) return Refusal{"is missing", ""};
    switch (type.kind) {
    case Kind::text:
    case Kind::setting:
    case Kind::filter: return Value(text);
    case Kind::name:
        if (!is_name(text)) return Refusal{"is not a name: letters, digits, _ and - only", ""};
        return Value(text);
    case Kind::names: return parse_names(text);
    case Kind::choice: return parse_choice(type, text);
    case Kind::boolean: return unlimited(parse_boolean(text));
    case Kind::count: return within(type, parse_count(text));
    case Kind::size: return within(type, parse_size(text));
    case Kind::duration: return within(type, parse_duration(text));
    case Kind::duration_range: return within(type, parse_duration_range(text));
    case Kind::address: return unlimited(parse_address(text));
    case Kind::path: return Value((directory / text).lexically_normal());
    case Kind::library: return parse_library(text);
    case Kind::url_path: return parse_url_path(text);
    case Kind::callback: return parse_callback(text);
    case Kind::order: return parse_order(type, text);
    case Kind::secret: return parse_secret(type, text);
    }
    return Refusal{"has a type that is not handled", ""};
}

std::string describe(const Type& type) {
    switch (type.kind) {
    case Kind::text: return "text";
    case Kind::setting: return "as the plugin says";
    case Kind::filter: return "as the operator says";
    case Kind::name: return "name";
    case Kind::names: return "`all`, `none` or names with commas between";
    case Kind::choice: return joined(type.choices);
    case Kind::boolean: return "true or false";
    case Kind::count: return "number, " + limits(type);
    case Kind::size: return "size, " + limits(type);
    case Kind::duration: return "duration, " + limits(type);
    case Kind::duration_range: return "range of durations, within " + limits(type);
    case Kind::address: return "address and port";
    case Kind::path: return "path";
    case Kind::library: return "file below `plugins.directory`";
    case Kind::url_path: return "path of a URL";
    case Kind::callback: return "https URL";
    case Kind::order: return joined(type.choices) + ", or a field path";
    case Kind::secret: return "secret, " + limits(type) + " ASCII characters";
    }
    return {};
}

} // namespace turnout::config
