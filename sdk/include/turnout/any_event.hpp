// Events without a struct of their own.
#pragma once
#include <turnout/event_info.hpp>
#include <turnout/value.hpp>

#include <cstddef>
#include <string_view>

namespace turnout {

/// For on_any(): `event.type()`, `event["message"]["text"].text()`. In TURNOUT_PLUGIN it declares "every event".
class any_event : public event_info {
public:
    static constexpr std::string_view event_type{};
    static constexpr std::string_view event_version{};

    using event_info::event_info;

    value operator[](std::string_view key) const { return data()[key]; }

    value operator[](std::size_t position) const { return data()[position]; }
};

/// For on_revocation(): Twitch has ended a subscription.
class revocation : public event_info {
public:
    using event_info::event_info;

    /// `authorization_revoked`, `user_removed`, ...; may be one that is new.
    std::string_view reason() const { return root()["subscription"]["status"].value_or<std::string_view>({}); }

    /// Of the subscription: `condition()["broadcaster_user_id"].text()`.
    value condition() const { return root()["subscription"]["condition"]; }
};

} // namespace turnout

#include <turnout/decode.hpp> // value_or()
