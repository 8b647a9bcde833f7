// The signature does not cover the headers that name type, version and kind of a message: the signed body decides.
#pragma once
#include "core/eventsub/envelope.hpp"
#include "core/eventsub/inspector.hpp"

namespace turnout::eventsub {

struct Judgement {
    Finding finding = Finding::refused;
    int status = 0;          ///< for refused
    std::string_view reason; ///< static text; empty for notification, revocation and challenge
};

inline constexpr std::string_view status_enabled = "enabled";
inline constexpr std::string_view status_pending = "webhook_callback_verification_pending";

/// What a genuine message is. `problem`: why the body is no JSON object (`body` is not looked at then), or empty.
/// Does not look at the age.
Judgement judge(const Headers& headers, std::string_view problem, const Envelope& body);

} // namespace turnout::eventsub
