#include "core/eventsub/judge.hpp"

#include <algorithm>
#include <array>

namespace turnout::eventsub {

namespace {

constexpr std::string_view another_kind = "message type header disagrees with the signed body";

Judgement refused(int status, std::string_view reason) {
    return {Finding::refused, status, reason};
}

Judgement undecodable(std::string_view reason) {
    return {Finding::undecodable, 0, reason};
}

bool carries_event(const Envelope& body) {
    return body.has_event || body.has_events;
}

bool is_notification(const Envelope& body) {
    return body.status == status_enabled && carries_event(body);
}

bool is_challenge(const Envelope& body) {
    return !body.challenge.empty() && !carries_event(body) && (body.status.empty() || body.status == status_pending);
}

/// Twitch adds reasons, so every status that is not one of a living subscription counts. Twitch's own command-line tool
/// sends revocations that still carry an event.
bool is_revocation(const Envelope& body) {
    return !body.status.empty() && body.status != status_enabled && body.status != status_pending;
}

/// For a message type that this host does not know only these are certain to be revocations.
bool is_known_revocation(const Envelope& body) {
    constexpr std::array<std::string_view, 8> reasons{"authorization_revoked", "beta_maintenance",
                                                      "chat_user_banned",      "conduit_deleted",
                                                      "moderator_removed",     "notification_failures_exceeded",
                                                      "user_removed",          "version_removed"};
    return std::find(reasons.begin(), reasons.end(), body.status) != reasons.end();
}

std::string_view missing_from_subscription(const Envelope& body) {
    if (!body.has_subscription) return "body has no subscription";
    if (body.type.empty()) return "subscription has no type";
    if (body.version.empty()) return "subscription has no version";
    if (body.id.empty()) return "subscription has no id";
    return {};
}

Judgement judge_notification(const Envelope& body) {
    if (is_challenge(body) || is_revocation(body)) return refused(403, another_kind);
    if (const auto missing = missing_from_subscription(body); !missing.empty()) return undecodable(missing);
    if (body.status != status_enabled) return undecodable("subscription has no status that a notification can have");
    if (!body.event_problem.empty()) return undecodable(body.event_problem);
    return {Finding::notification, 0, {}};
}

Judgement judge_revocation(const Envelope& body) {
    if (is_challenge(body) || body.status == status_enabled || body.status == status_pending)
        return refused(403, another_kind);
    if (const auto missing = missing_from_subscription(body); !missing.empty()) return undecodable(missing);
    if (body.status.empty()) return undecodable("subscription has no status");
    return {Finding::revocation, 0, {}};
}

Judgement judge_challenge(const Headers& headers, const Envelope& body) {
    if (carries_event(body) || body.status == status_enabled || is_revocation(body)) return refused(403, another_kind);
    if (body.challenge.empty()) return undecodable("body has no challenge");
    if (!body.has_subscription && body.conduit_shard) return {Finding::challenge, 0, {}};
    if (const auto missing = missing_from_subscription(body); !missing.empty()) return undecodable(missing);
    if (headers.subscription_type.empty()) return refused(400, "header Twitch-Eventsub-Subscription-Type is missing");
    if (headers.subscription_version.empty())
        return refused(400, "header Twitch-Eventsub-Subscription-Version is missing");
    return {Finding::challenge, 0, {}};
}

bool disagree(std::string_view header, std::string_view body) {
    return !header.empty() && !body.empty() && header != body;
}

} // namespace

Judgement judge(const Headers& headers, std::string_view problem, const Envelope& body) {
    const bool notification = headers.message_type == "notification";
    const bool revocation = headers.message_type == "revocation";
    const bool challenge = headers.message_type == "webhook_callback_verification";
    if (!problem.empty())
        return notification || revocation || challenge ? undecodable(problem)
                                                       : Judgement{Finding::unknown, 0, "message type is unknown"};
    if (disagree(headers.subscription_type, body.type))
        return refused(403, "subscription type header disagrees with the signed body");
    if (disagree(headers.subscription_version, body.version))
        return refused(403, "subscription version header disagrees with the signed body");
    if (notification) return judge_notification(body);
    if (revocation) return judge_revocation(body);
    if (challenge) return judge_challenge(headers, body);
    if (is_notification(body) || is_challenge(body) || is_known_revocation(body)) return refused(403, another_kind);
    return {Finding::unknown, 0, "message type is unknown"};
}

} // namespace turnout::eventsub
