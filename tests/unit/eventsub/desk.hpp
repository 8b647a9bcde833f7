// An inspector at a fixed time, and requests to ask it about.
#pragma once
#include "core/eventsub/inspector.hpp"

#include "samples.hpp"

#include <array>

namespace turnout::eventsub::test {

inline const Time now = *parse_timestamp("2026-03-14T18:25:00Z");

/// An inspector and the last thing that it said.
struct Desk {
    test::FixedClock clock{now};
    Inspector inspector{{test::secret, {}}, clock};
    Request asked; ///< the last inspection's views point into it
    Inspection last;

    Inspection& ask(const Request& request) {
        asked = request;
        last = inspector.inspect(asked.headers(), asked.body);
        return last;
    }

    /// "403 reason", or "undecodable reason" and so on.
    std::string verdict(const Request& request) {
        constexpr std::array<const char*, 7> names{"notification", "revocation", "challenge", "stale",
                                                   "undecodable",  "unknown",    "refused"};
        const Inspection& inspection = ask(request);
        std::string text = names.at(static_cast<std::size_t>(inspection.finding));
        if (inspection.finding == Finding::refused) text = std::to_string(inspection.status);
        if (!inspection.reason.empty()) text.append(" ").append(inspection.reason);
        return text;
    }

    /// The verdict on another body under the headers of `request`, signed.
    std::string verdict(Request request, std::string body) {
        request.body = std::move(body);
        return verdict(request.sign());
    }
};

inline const std::string subscription =
    R"("subscription":{"id":"s1","status":"enabled","type":"channel.follow","version":"2","cost":0,)"
    R"("condition":{"broadcaster_user_id":"42","moderator_user_id":"7"}})";

inline Request follow() {
    Request request;
    request.type = "channel.follow";
    request.version = "2";
    request.body = "{" + subscription + R"(,"event":{"user_id":"1"}})";
    return request.sign();
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    const auto position = text.find(from);
    REQUIRE(position != std::string::npos);
    return text.replace(position, from.size(), to);
}

inline Request sample(const char* name, const char* message_type, const char* type = "channel.follow",
                      const char* version = "2") {
    Request request;
    request.message_type = message_type;
    request.type = type;
    request.version = version;
    request.body = test::read_sample(name);
    return request.sign();
}

inline Request revocation() {
    return sample("revocation.user_removed.json", "revocation");
}

inline Request challenge() {
    return sample("verification.webhook.json", "webhook_callback_verification");
}

inline Request shard_challenge() {
    return sample("verification.conduit_shard.json", "webhook_callback_verification", "", "");
}

inline constexpr std::string_view another_kind = "403 message type header disagrees with the signed body";

} // namespace turnout::eventsub::test
