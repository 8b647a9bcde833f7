// Which challenges are answered while no lifecycle creates subscriptions: those that a route has a use for.
#pragma once
#include "core/config/config.hpp"
#include "core/http/challenge_port.hpp"

#include <mutex>
#include <vector>

namespace turnout::app {

/// A route wants a challenge of its own type, of its version if it names one, and of its condition if it has one; a
/// condition's value that begins with `@` is a login, which nobody has looked up yet, and matches every id. A route
/// without a type asks for no subscription. A conduit's shard is wanted by nobody yet. Any thread.
class RouteChallenges final : public http::ChallengePort {
public:
    explicit RouteChallenges(std::vector<config::Route> routes) : routes_(std::move(routes)) {}

    bool wanted(const http::Challenge& challenge) const override;

    void set(std::vector<config::Route> routes);

private:
    mutable std::mutex mutex_;
    std::vector<config::Route> routes_; ///< guarded by mutex_
};

} // namespace turnout::app
