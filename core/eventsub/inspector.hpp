// From a complete HTTP request to what it is: genuine or not, which kind, what it says. No I/O, no state.
#pragma once
#include "core/eventsub/clock.hpp"
#include "core/eventsub/event.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::eventsub {

/// The Twitch-Eventsub-* values of one request, checked by the HTTP side to be single, non-empty, at most 512 bytes of
/// printable ASCII when present; empty here means absent.
struct Headers {
    std::string_view message_id;
    std::string_view message_type;
    std::string_view signature;
    std::string_view timestamp;
    std::string_view subscription_type;
    std::string_view subscription_version;
    std::string_view retry;
    std::string_view content_encoding;
};

enum class Finding : std::uint8_t {
    notification, ///< to be stored for the routes
    revocation,   ///< the same; the body's status says why
    challenge,    ///< webhook_callback_verification
    stale,        ///< genuine, but the timestamp is outside max_age: kept as a dead letter
    undecodable,  ///< genuine, but the body lacks what its type needs: kept as a dead letter
    unknown,      ///< genuine, message type unknown: kept as a dead letter
    refused,      ///< answer `status`; nothing is stored or remembered
};

/// Move-only. The views of `event`, `elements` and `condition` point into the request's body, its header values or
/// `storage`; they live as long as both do, and survive moving this object.
struct Inspection {
    Finding finding = Finding::refused;
    int status = 0;          ///< for refused: 400, 403 or 415
    std::string_view reason; ///< static text, one of a few; empty for notification, revocation and challenge
    Finding without_age = Finding::refused; ///< for stale: what it would have been, as the duplicate rule comes first
    bool dated = true; ///< the timestamp could be read; else `event.sent` is the time of the request
    Event event;
    std::vector<std::string_view> elements; ///< `events[].id`; empty if not batched
    std::string_view challenge;             ///< for challenge
    bool conduit_shard = false;             ///< challenge of a conduit's shard: no subscription in the body
    std::map<std::string_view, std::string_view> condition; ///< for challenge and revocation; empty values left out
    using Storage = std::unique_ptr<char[]>; // NOLINT(modernize-avoid-c-arrays): its size is known at run time only
    Storage storage;
};

/// One thread at a time. Applies the rows of the callback's table from "headers present" on, except those that need
/// state (duplicate, wanted challenge).
class Inspector {
public:
    struct Settings {
        std::string secret;
        std::string previous_secret; ///< empty: none
        Duration max_age = std::chrono::minutes{10};
    };

    /// `clock` outlives this. Throws std::invalid_argument for an empty secret, std::runtime_error if OpenSSL has no
    /// HMAC-SHA256. What the settings hold of secrets is wiped.
    Inspector(Settings settings, const Clock& clock);
    Inspector(const Inspector&) = delete;
    Inspector& operator=(const Inspector&) = delete;
    ~Inspector();

    /// `event.accepted` is the clock's time of this call; batch_size is set, element_id and batch_index are not.
    /// Throws std::runtime_error only if OpenSSL fails (out of memory), std::bad_alloc; then nothing may be
    /// acknowledged.
    Inspection inspect(const Headers& headers, std::string_view body);

private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace turnout::eventsub
