// Events for tests, made from the text of a body and changed as a test likes.
#pragma once
#include <turnout/abi.h>
#include <turnout/testing/json.hpp>
#include <turnout/testing/json_path.hpp>
#include <turnout/text.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace turnout::testing {

/// One delivery of one event. Type, version, subscription and broadcaster come from the body; the rest is what a first
/// delivery has, and can be changed:
///
///     event raid{body};
///     raid.set("event.viewers", 5).set("event.message.fragments[0].text", "hi").remove("event.user_id").attempt(3);
class event {
public:
    /// Throws json_error if it is no body that the host would take.
    explicit event(std::string body) : body_(std::move(body)), document_(parse_json(body_)) {}

    /// A notification of this type whose `event` is the given JSON object.
    static event of(std::string_view type, std::string_view version, std::string_view json = "{}") {
        return event{R"({"subscription":{"id":"s1","status":"enabled","type":)" + quote_json(type) + R"(,"version":)" +
                     quote_json(version) + R"(,"condition":{"broadcaster_user_id":"1337"}},"event":)" +
                     std::string{json} + "}"};
    }

    /// Sets the member or element at a path from the root; members that lack on the way are made. Throws
    /// std::invalid_argument if the path leads through something else than objects and elements that are there.
    event& set(std::string_view path, std::string_view text) { return set_json(path, quote_json(text)); }

    event& set(std::string_view path, const char* text) { return set(path, std::string_view{text}); }

    event& set(std::string_view path, std::nullptr_t) { return set_json(path, "null"); }

    event& set(std::string_view path, std::same_as<bool> auto value) {
        return set_json(path, value ? "true" : "false");
    }

    template <std::integral Number>

    requires(!std::same_as<Number, bool>) event& set(std::string_view path, Number number) {
        return set_json(path, std::to_string(number));
    }

    /// The same with a value in JSON.
    event& set_json(std::string_view path, std::string_view json) {
        return become(detail::with_value(document_, path, std::string{json}));
    }

    event& remove(std::string_view path) { return become(detail::without_value(document_, path)); }

    /// Otherwise: notification if the body has an event, else revocation.
    event& kind(turnout_event_kind kind) { return kind_ = kind, *this; }

    event& attempt(std::uint32_t attempt) { return attempt_ = attempt, *this; }

    event& replayed(bool replayed = true) { return replayed_ = replayed, *this; }

    event& message_id(std::string id) { return message_id_ = std::move(id), *this; }

    event& ordering_key(std::string key) { return ordering_key_ = std::move(key), *this; }

    /// Which one of `events`, of a batched notification.
    event& element(std::uint32_t position) { return element_ = position, *this; }

    const std::string& body() const { return body_; }

    const json_document& document() const { return document_; }

    /// As the host hands it to a plugin; borrows this object, which must not change meanwhile. Sent at
    /// 2026-03-14T18:22:07.5Z, accepted 1 ms later, due in 10 s.
    turnout_event record(std::uint64_t token, std::string_view delivery_id) const {
        turnout_event result{};
        result.struct_size = sizeof(result);
        result.token = token;
        result.delivery_id = to_str(delivery_id);
        result.route = to_str("test");
        result.sequence = token;
        result.attempt = attempt_;
        result.replayed = replayed_ ? 1 : 0;
        result.message_id = to_str(message_id_);
        result.batch_size = 1;
        result.sent_unix_ns = 1'773'512'527'500'000'000;
        result.accepted_unix_ns = result.sent_unix_ns + 1'000'000;
        result.message_retry = to_str("0");
        result.ordering_key = to_str(ordering_key_);
        const auto due = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        result.deadline_ns = std::chrono::nanoseconds{due.time_since_epoch()}.count();
        describe_body(result);
        return result;
    }

private:
    event& become(std::string body) {
        document_ = parse_json(body);
        body_ = std::move(body);
        return *this;
    }

    std::string_view text(std::string_view path) const {
        const auto at = detail::find(document_, path);
        return at == 0 ? std::string_view{} : document_.text(at);
    }

    void describe_body(turnout_event& to) const {
        to.body = to_str(body_);
        to.nodes = document_.nodes.data();
        to.node_count = static_cast<std::uint32_t>(document_.nodes.size());
        to.arena = document_.arena.data();
        to.arena_size = document_.arena.size();
        to.subscription_id = to_str(text("subscription.id"));
        to.type = to_str(text("subscription.type"));
        to.version = to_str(text("subscription.version"));
        for (const char* key :
             {"broadcaster_user_id", "to_broadcaster_user_id", "from_broadcaster_user_id", "user_id"}) {
            if (to.broadcaster_id.size == 0)
                to.broadcaster_id = to_str(text(std::string{"subscription.condition."} + key));
        }
        to.event_index = document_.member(0, "event");
        if (const auto events = document_.member(0, "events"); events != 0) {
            const auto at = document_.element(events, element_);
            to.batch_index = element_;
            to.batch_size = static_cast<std::uint32_t>(document_.nodes[events].u.count);
            to.event_index = at == 0 ? 0 : document_.member(at, "data");
            if (at != 0) to.element_id = to_str(document_.text(document_.member(at, "id")));
        }
        to.kind = to.event_index == 0 ? TURNOUT_EVENT_REVOCATION : TURNOUT_EVENT_NOTIFICATION;
        if (kind_ != 0) to.kind = kind_;
    }

    std::string body_;
    json_document document_;
    std::string message_id_ = "message-1";
    std::string ordering_key_;
    turnout_event_kind kind_ = 0;
    std::uint32_t attempt_ = 1;
    std::uint32_t element_ = 0;
    bool replayed_ = false;
};

} // namespace turnout::testing
