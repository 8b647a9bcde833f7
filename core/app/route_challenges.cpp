#include "core/app/route_challenges.hpp"

#include <algorithm>

namespace turnout::app {
namespace {

bool same_condition(const std::map<std::string, std::string>& wanted,
                    const std::map<std::string_view, std::string_view>& asked) {
    if (wanted.empty()) return true;
    return std::equal(
        wanted.begin(), wanted.end(), asked.begin(), asked.end(), [](const auto& ours, const auto& theirs) {
            return ours.first == theirs.first && (ours.second == theirs.second || ours.second.starts_with('@'));
        });
}

bool wants(const config::Route& route, const http::Challenge& challenge) {
    return !route.type.empty() && route.type == challenge.type &&
           (route.version.empty() || route.version == challenge.version) &&
           same_condition(route.condition, challenge.condition);
}

} // namespace

bool RouteChallenges::wanted(const http::Challenge& challenge) const {
    if (challenge.conduit_shard) return false;
    const std::lock_guard lock(mutex_);
    return std::any_of(routes_.begin(), routes_.end(),
                       [&](const config::Route& route) { return wants(route, challenge); });
}

void RouteChallenges::set(std::vector<config::Route> routes) {
    const std::lock_guard lock(mutex_);
    routes_ = std::move(routes);
}

} // namespace turnout::app
