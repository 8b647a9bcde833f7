// Routes against EventSub's catalog.
#include "core/config/draft.hpp"
#include "core/config/nearest.hpp"
#include "core/config/type_pattern.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace turnout::config {
namespace {

std::string joined(const std::vector<std::string>& words, std::string_view last) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) text += i + 1 == words.size() ? " " + std::string(last) + " " : ", ";
        text += words[i];
    }
    return text;
}

/// A type of events that plugins emit: "custom." and a name (turnout/ext/emit.h).
bool is_derived(std::string_view type) {
    constexpr std::string_view prefix = "custom.";
    constexpr std::size_t longest = 100;
    return type.starts_with(prefix) && type.size() > prefix.size() && type.size() <= longest &&
           std::all_of(type.begin(), type.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.'; });
}

/// "custom.*" and longer ones.
bool is_derived_prefix(std::string_view pattern) {
    constexpr std::string_view all = "custom.*";
    return pattern == all || (is_type_prefix(pattern) && is_derived(pattern.substr(0, pattern.size() - 2)));
}

bool is_user(std::string_view key) {
    return key.ends_with("user_id");
}

class RouteCheck {
public:
    RouteCheck(Draft& draft, Route& route, std::span<const KnownType> types)
        : draft_(draft),
          route_(route),
          prefix_("route." + route.name + ".") {
        for (const auto& known : types) {
            all_.insert(known.type);
            if (known.type == route.type) versions_.push_back(&known);
        }
    }

    void check() {
        check_values();
        const auto type_key = prefix_ + "type";
        if (!draft_.usable(type_key) || !draft_.usable(prefix_ + "version")) return;
        if (!draft_.given.contains(type_key)) {
            check_untyped();
            return;
        }
        if (route_.type.find('*') != std::string::npos) return check_prefix();
        if (is_derived(route_.type)) return; // made by a plugin: there is no catalog of them
        if (versions_.empty()) {
            const std::vector<std::string> names(all_.begin(), all_.end());
            draft_.add(type_key, draft_.shown(type_key) + " is no type of EventSub", nearest(route_.type, names));
            return;
        }
        if (const auto* known = choose_version()) check_condition(*known);
    }

private:
    void check_untyped() {
        if (draft_.given.contains(prefix_ + "version")) draft_.add(prefix_ + "version", "a version needs a type");
        for (const auto& [key, value] : route_.condition) draft_.add(condition_key(key), "a condition needs a type");
    }

    void check_prefix() {
        const auto key = prefix_ + "type";
        const auto star = route_.type.find('*');
        if (!is_type_prefix(route_.type) || star + 1 != route_.type.size() || star < 2) {
            const bool all = route_.type == "*" || route_.type == ".*";
            const auto begin = route_.type.substr(0, star);
            draft_.add(key,
                       all ? "every event is what a route without a type takes: leave this line out"
                           : draft_.shown(key) + " is no type and no prefix of types: a prefix ends in `.*`",
                       all ? "" : nearest(begin + (begin.ends_with('.') ? "*" : ".*"), prefixes()));
            return;
        }
        const bool known =
            std::any_of(all_.begin(), all_.end(), [&](const auto& t) { return takes_type(route_.type, t); });
        if (!known && !is_derived_prefix(route_.type)) {
            draft_.add(key, draft_.shown(key) + " fits no type of EventSub", nearest(route_.type, prefixes()));
            return;
        }
        constexpr auto one = " belongs to one type, and this route takes several";
        if (draft_.given.contains(prefix_ + "version")) draft_.add(prefix_ + "version", std::string("a version") + one);
        for (const auto& [name, value] : route_.condition)
            draft_.add(condition_key(name), std::string("a condition") + one);
    }

    /// "channel.*", "channel.chat.*", ...
    std::vector<std::string> prefixes() const {
        std::set<std::string> found;
        for (const auto& type : all_)
            for (auto dot = type.find('.'); dot != std::string::npos; dot = type.find('.', dot + 1))
                found.insert(type.substr(0, dot) + ".*");
        return {found.begin(), found.end()};
    }

    std::string condition_key(const std::string& key) const { return prefix_ + "condition." + key; }

    std::vector<std::string> version_names() const {
        std::vector<std::string> names;
        for (const auto* known : versions_) names.push_back(known->version);
        return names;
    }

    /// The entry of the catalog that the route means; null if it means several or none.
    const KnownType* choose_version() {
        const auto key = prefix_ + "version";
        if (versions_.size() == 1 && route_.version.empty()) route_.version = versions_.front()->version;
        const auto names = version_names();
        if (route_.version.empty()) {
            if (!route_.condition.empty())
                draft_.add(route_.origin, key,
                           "missing: a condition belongs to one version; there are " + joined(names, "and"));
            return nullptr;
        }
        const auto found = std::find_if(versions_.begin(), versions_.end(),
                                        [&](const auto* known) { return known->version == route_.version; });
        if (found != versions_.end()) return *found;
        const std::string type = draft_.config.withheld.contains(prefix_ + "type") ? "this type" : route_.type;
        draft_.add(key,
                   type + " has no version " + draft_.shown(key) +
                       (names.size() == 1 ? "; there is " : "; there are ") + joined(names, "and"),
                   names.size() == 1 ? names.front() : "");
        return nullptr;
    }

    void check_condition(const KnownType& known) {
        if (route_.condition.empty()) return; // no wish for a subscription: every event of the type
        std::vector<std::string> names;
        for (const auto& part : known.condition) names.push_back(part.key);
        std::size_t matching = 0;
        for (const auto& [key, value] : route_.condition) {
            if (std::find(names.begin(), names.end(), key) != names.end())
                ++matching;
            else
                draft_.add(condition_key(key), label(known) + " has no such condition; it has " + joined(names, "and"),
                           nearest(key, names));
        }
        for (const auto& part : known.condition) {
            const auto key = condition_key(part.key);
            if (part.required && !draft_.given.contains(key))
                draft_.add(route_.origin, key, "missing: " + label(known) + " needs it in its condition");
        }
        if (known.exactly_one_of && matching != 1)
            draft_.add(route_.origin, prefix_ + "condition",
                       label(known) + " needs exactly one of " + joined(names, "and"));
    }

    void check_values() {
        for (const auto& [name, value] : route_.condition) {
            const auto key = condition_key(name);
            const bool digits = std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
            if (!is_user(name) || digits) continue;
            draft_.add(key, draft_.shown(key) + " is not the numeric id of a user" +
                                (value.front() == '@' ? "; logins cannot be looked up yet" : ""));
        }
    }

    std::string label(const KnownType& known) const {
        if (draft_.config.withheld.contains(prefix_ + "type")) return "this type";
        return known.type + " version " + known.version;
    }

    Draft& draft_;
    Route& route_;
    std::string prefix_;
    std::set<std::string> all_;
    std::vector<const KnownType*> versions_;
};

/// A cursor can be handed on once, and only by a route that is gone.
void check_renames(Draft& draft) {
    std::map<std::string, std::string> heirs;
    for (const auto& [name, route] : draft.routes) {
        const std::string key = "route." + name + ".renamed_from", &from = route.renamed_from;
        if (from.empty()) continue;
        if (from == name) {
            draft.add(key, "the route has this name already: leave this line out");
        } else if (draft.routes.contains(from)) {
            draft.add(key, "route " + draft.shown(key) + " is still configured, so nothing can be taken over from it");
        } else if (const auto [heir, first] = heirs.try_emplace(from, name); !first) {
            draft.add(key, "route " + heir->second + " takes over from " + draft.shown(key) + " already");
        }
    }
}

} // namespace

void check_routes(Draft& draft, std::span<const KnownType> types) {
    for (auto& [name, route] : draft.routes) RouteCheck(draft, route, types).check();
    check_renames(draft);
}

} // namespace turnout::config
