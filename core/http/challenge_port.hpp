// What the callback asks about a challenge.
#pragma once
#include <map>
#include <string_view>

namespace turnout::http {

/// A verified challenge. Views that live as long as the call.
struct Challenge {
    std::string_view type; ///< empty for a conduit's shard
    std::string_view version;
    const std::map<std::string_view, std::string_view>& condition; ///< empty values left out
    bool conduit_shard = false;
};

/// Who knows which subscriptions are wanted: the routes, and those that are being created.
class ChallengePort {
public:
    ChallengePort() = default;
    ChallengePort(const ChallengePort&) = delete;
    ChallengePort& operator=(const ChallengePort&) = delete;
    virtual ~ChallengePort() = default;

    /// Any thread; must not block, nor call ChallengeDesk::recheck().
    virtual bool wanted(const Challenge& challenge) const = 0;
};

} // namespace turnout::http
