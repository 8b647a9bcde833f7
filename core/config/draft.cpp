#include "core/config/draft.hpp"

#include <utility>

namespace turnout::config {

void Draft::add(Origin origin, std::string key, std::string what, std::string suggestion) {
    problems.push_back({std::move(origin), std::move(key), std::move(what), std::move(suggestion)});
}

void Draft::add(const std::string& key, const std::string& what, std::string suggestion) {
    const auto found = given.find(key);
    if (found == given.end()) {
        add(Origin{config.file, 0}, key, what, std::move(suggestion));
        return;
    }
    if (found->second.hidden) suggestion.clear();
    add(found->second.origin, key, what, std::move(suggestion));
}

std::string Draft::shown(std::string_view key) const {
    const auto found = given.find(key);
    if (found == given.end() || found->second.hidden) return "its value";
    return "`" + found->second.value + "`";
}

bool Draft::usable(std::string_view key) const {
    const auto found = given.find(key);
    return found == given.end() || found->second.valid;
}

} // namespace turnout::config
