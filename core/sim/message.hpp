// Messages as Twitch would send them: made of samples, with fresh ids, signed.
#pragma once
#include "core/eventsub/clock.hpp"

#include <Poco/JSON/Object.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::sim {

/// One request to the callback: its Twitch-Eventsub-* values and its body.
struct Message {
    std::string id;
    std::string kind; ///< Twitch-Eventsub-Message-Type: "notification", "webhook_callback_verification", "revocation"
    std::string timestamp;
    std::string signature;
    std::string type;
    std::string version;
    std::string body;
    unsigned retry = 0;
};

/// A body that can be changed before it is sent. Keeps the order of the members.
class Body {
public:
    /// Throws std::invalid_argument if `text` is no JSON object.
    explicit Body(std::string_view text);

    /// Sets the member at a path such as "event.user_login" or "events.0.id"; objects that lack on the way are made.
    /// `value` is taken as JSON if it is a number, true, false, null, an object or an array, else as text. Throws
    /// std::invalid_argument if the path leads through something else than an object or an array's element.
    void set(std::string_view path, std::string_view value);
    /// The same, always as text.
    void set_text(std::string_view path, const std::string& value);
    void remove(const std::string& member); ///< of the root

    std::string text(std::string_view path) const; ///< empty if it is not there
    bool has(const std::string& member) const;     ///< of the root
    std::size_t batch_size() const;                ///< elements of `events`; 0 if there is none
    std::string json() const;

private:
    void assign(std::string_view path, const Poco::Dynamic::Var& value);

    Poco::JSON::Object::Ptr root_;
};

/// What identifies a sender. One thread at a time.
class Sender {
public:
    /// `seed` decides all ids: the same seed, the same ids. `clock` outlives it.
    Sender(std::string secret, const eventsub::Clock& clock, std::uint64_t seed);

    /// A notification, with fresh ids of the message and of the elements of a batch.
    Message notification(Body body);
    /// The challenge that Twitch sends for the subscription of `body`; its text is chosen at random.
    Message challenge(Body body, std::string& expected);
    /// `reason` is the status that the subscription has from now on, e.g. "authorization_revoked".
    Message revocation(Body body, const std::string& reason);
    /// A notification with exactly this body, JSON or not. The headers name the given type and version; where one is
    /// empty, that of the body.
    Message raw(std::string body, std::string type, std::string version);
    /// The same message again, as after an answer that did not come: fresh timestamp and signature, next retry number.
    Message again(Message message);

    std::string uuid();

private:
    Message finish(Message message, const Body& body);
    void sign(Message& message) const;

    std::string secret_;
    const eventsub::Clock& clock_;
    std::mt19937_64 random_;
};

/// `sha256=` and the HMAC of id, timestamp and body in lower-case hexadecimal.
std::string sign(std::string_view secret, std::string_view id, std::string_view timestamp, std::string_view body);

/// RFC 3339 in UTC with nanoseconds, as Twitch writes it.
std::string format_time(eventsub::Time time);

} // namespace turnout::sim
