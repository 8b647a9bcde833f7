// Entries into the Config, by the table.
#include "core/config/draft.hpp"
#include "core/config/schema.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace turnout::config {
namespace {

constexpr std::string_view name_rule = "a name is made of letters, digits, _ and - only";

/// Finds or makes what a key of `route.NAME.` or `plugin.NAME.` belongs to.
Target target_of(const Match& match, const Origin& origin, Draft& draft) {
    Target target{draft.config, nullptr, nullptr, match.rest};
    if (match.key->pattern.starts_with("route.")) {
        const auto [place, is_new] = draft.routes.try_emplace(match.name);
        target.route = &place->second;
        if (is_new) {
            target.route->name = match.name;
            target.route->origin = origin;
        }
    } else if (match.key->pattern.starts_with("plugin.")) {
        const auto [place, is_new] = draft.plugins.try_emplace(match.name);
        target.plugin = &place->second;
        if (is_new) {
            target.plugin->name = match.name;
            target.plugin->origin = origin;
        }
    }
    return target;
}

std::string in_small_letters(std::string_view text) {
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; });
    return small;
}

/// Settings of plugins have no row of their own in the table that could say that they are secret.
bool sounds_secret(std::string_view key) {
    constexpr std::array<std::string_view, 10> words{"secret", "token",  "pass",   "pwd",     "credential",
                                                     "auth",   "bearer", "apikey", "api_key", "api-key"};
    const std::string small = in_small_letters(key);
    return small.ends_with("_key") ||
           std::any_of(words.begin(), words.end(), [&](auto word) { return small.find(word) != std::string::npos; });
}

/// Whether a URL in it carries a user or a password; without a scheme, both.
bool has_userinfo(std::string_view value) {
    constexpr std::string_view begin = "//";
    for (auto at = value.find(begin); at != std::string_view::npos; at = value.find(begin, at)) {
        const bool has_scheme = at > 0 && value[at - 1] == ':';
        at += begin.size();
        const auto authority = value.substr(at, value.find_first_of("/?# ,", at) - at);
        const auto end = authority.find('@');
        if (end != std::string_view::npos && (has_scheme || authority.find(':') < end)) return true;
    }
    return false;
}

/// What in the value itself is nobody's business; empty: nothing.
std::string_view secret_in(std::string_view value) {
    if (has_userinfo(value)) return "a URL with user or password";
    const std::string small = in_small_letters(value);
    const bool found = small.find("password=") != std::string::npos || small.find("token=") != std::string::npos;
    return found ? "a password or token" : std::string_view{};
}

class Filler {
public:
    Filler(const Environment& environment, Draft& draft) : environment_(environment), draft_(draft) {}

    void put(const Entry& entry) {
        const bool after_empty_secret = std::exchange(after_empty_secret_, false);
        const Match found = match(entry.key);
        if (found.key == nullptr) {
            if (after_empty_secret)
                draft_.add(entry.origin, {},
                           "this line is no key that is known, and follows a secret without a value; "
                           "end that line with `\\` if it goes on here");
            else
                draft_.add(entry.origin, entry.key, "unknown key", nearest_key(entry.key));
            return;
        }
        after_empty_secret_ = found.key->is_secret() && entry.value.empty();
        if (found.key->pattern.find("NAME") != std::string_view::npos && !is_name(found.name)) {
            const bool host = found.name.starts_with('@');
            draft_.add(entry.origin, entry.key,
                       host ? "names with @ belong to the host itself" : std::string(name_rule));
            return;
        }
        const auto [place, is_new] = draft_.given.try_emplace(entry.key);
        if (!is_new) {
            const auto& first = place->second.origin;
            draft_.add(entry.origin, entry.key,
                       "duplicate key; it stands already in " + first.file.string() + ":" + std::to_string(first.line));
            return;
        }
        put(entry, found, place->second);
    }

private:
    void put(const Entry& entry, const Match& found, Given& given) {
        given.origin = entry.origin;
        const auto secret = secret_in(entry.value);
        given.hidden = !secret.empty() || found.key->is_secret() ||
                       (found.key->type.kind == Kind::setting && sounds_secret(found.rest));
        Target target = target_of(found, entry.origin, draft_);
        if (given.hidden && entry.origin.file == "--set") {
            draft_.add(entry.key, std::string(secret.empty() ? "a secret" : secret) +
                                      " cannot be given on a command line, where everybody can read it; put it into a "
                                      "file and use ${file:PATH}");
            return;
        }
        auto resolved = interpolate(entry.value, entry.directory, environment_);
        given.hidden = given.hidden || resolved.foreign;
        draft_.config.value_files.insert(resolved.files.begin(), resolved.files.end());
        if (resolved.whole) draft_.config.file_of.emplace(entry.key, resolved.files.front());
        if (given.hidden) draft_.config.withheld.insert(entry.key);
        if (!resolved.error.empty()) {
            draft_.add(entry.key, resolved.error);
            return;
        }
        given.value = std::move(resolved.value);
        const auto value = parse_value(found.key->type, given.value, entry.directory);
        if (const auto* refusal = std::get_if<Refusal>(&value)) {
            const bool says_all = found.key->is_secret() && !given.value.empty(); // "must be 10 to 100 ..."
            const std::string subject = says_all              ? ""
                                        : given.value.empty() ? "the value "
                                                              : draft_.shown(entry.key) + " ";
            draft_.add(entry.key, subject + refusal->what, refusal->suggestion);
            return;
        }
        given.valid = true;
        found.key->put(target, std::get<Value>(value));
    }

    const Environment& environment_;
    Draft& draft_;
    bool after_empty_secret_ = false;
};

void put_standard(const Key& key, Target target) {
    if (key.standard.empty()) return;
    // A default that is no value of its type would be a fault of the table: the tests go through all of them.
    key.put(target, std::get<Value>(parse_value(key.type, std::string(key.standard), {})));
}

void put_standards(Draft& draft) {
    for (const auto& key : schema()) {
        if (key.pattern.find("NAME") == std::string_view::npos) put_standard(key, {draft.config, nullptr, nullptr, {}});
    }
}

/// Routes get their defaults where nothing was given for a key.
void put_route_standards(Draft& draft) {
    constexpr std::string_view prefix = "route.NAME.";
    for (auto& [name, route] : draft.routes) {
        for (const auto& key : schema()) {
            if (!key.pattern.starts_with(prefix)) continue;
            const std::string own = "route." + name + "." + std::string(key.pattern.substr(prefix.size()));
            if (draft.given.contains(own)) continue;
            put_standard(key, {draft.config, &route, nullptr, {}});
            if (key.required) draft.add(route.origin, own, "missing: " + std::string(key.help));
        }
    }
}

} // namespace

void fill(const std::vector<Entry>& entries, const Environment& environment, Draft& draft) {
    put_standards(draft);
    Filler filler(environment, draft);
    for (const auto& entry : entries) filler.put(entry);
    put_route_standards(draft);
    for (const auto& key : schema()) {
        const bool of_host = key.pattern.find("NAME") == std::string_view::npos;
        if (of_host && key.required && !draft.given.contains(key.pattern))
            draft.add(std::string(key.pattern), "missing: " + std::string(key.help));
    }
}

} // namespace turnout::config
