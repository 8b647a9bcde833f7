// Finding a key in the table.
#include "core/config/nearest.hpp"
#include "core/config/schema.hpp"

#include <optional>

namespace turnout::config {
namespace {

/// The first part of a key; `rest` becomes what follows its dot.
std::string_view first_part(std::string_view& rest) {
    const auto dot = rest.find('.');
    const auto part = rest.substr(0, dot);
    rest.remove_prefix(dot == std::string_view::npos ? rest.size() : dot + 1);
    return part;
}

std::optional<Match> match(std::string_view key, const Key& row) {
    Match result{&row, {}, {}};
    std::string_view pattern = row.pattern;
    while (!pattern.empty() && !key.empty()) {
        const auto expected = first_part(pattern);
        if (expected == "KEY") {
            result.rest = key;
            return result;
        }
        const auto part = first_part(key);
        if (expected == "NAME")
            result.name = part;
        else if (part != expected)
            return {};
    }
    if (!pattern.empty() || !key.empty()) return {};
    return result;
}

} // namespace

Match match(std::string_view key) {
    if (key.ends_with('.')) return {};
    for (const auto& row : schema()) {
        if (auto found = match(key, row)) return *found;
    }
    return {};
}

std::string nearest_key(std::string_view key) {
    std::string_view rest = key;
    first_part(rest);
    const std::string name(first_part(rest));
    std::vector<std::string> candidates;
    for (const auto& row : schema()) {
        std::string candidate(row.pattern);
        if (const auto at = candidate.find("NAME"); at != std::string::npos) {
            if (name.empty()) continue;
            candidate.replace(at, 4, name);
        }
        if (candidate.ends_with(".KEY")) continue;
        candidates.push_back(std::move(candidate));
    }
    return nearest(key, candidates);
}

} // namespace turnout::config
