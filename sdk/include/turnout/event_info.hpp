// What the host knows of an event besides its content.
#pragma once
#include <turnout/abi.h>
#include <turnout/text.hpp>
#include <turnout/timestamp.hpp>
#include <turnout/value.hpp>

#include <chrono>
#include <cstdint>
#include <string_view>

namespace turnout {

/// Borrows the event: valid until the handler returns, or as long as it is kept (context::defer()).
class event_info {
public:
    explicit event_info(const turnout_event& event) : event_(&event) {}

    turnout_event_kind kind() const { return event_->kind; }

    std::string_view type() const { return to_view(event_->type); }

    std::string_view version() const { return to_view(event_->version); }

    std::string_view message_id() const { return to_view(event_->message_id); }

    /// `events[].id` of a batched notification, else empty.
    std::string_view element_id() const { return to_view(event_->element_id); }

    std::string_view subscription_id() const { return to_view(event_->subscription_id); }

    std::string_view broadcaster_id() const { return to_view(event_->broadcaster_id); }

    std::string_view route() const { return to_view(event_->route); }

    /// The same for every attempt of one delivery, so a key for what must not be done twice.
    std::string_view delivery_id() const { return to_view(event_->delivery_id); }

    std::string_view ordering_key() const { return to_view(event_->ordering_key); }

    std::uint64_t sequence() const { return event_->sequence; }

    /// From 1.
    std::uint32_t attempt() const { return event_->attempt; }

    /// An operator asked for it again.
    bool replayed() const { return event_->replayed != 0; }

    /// When Twitch sent it.
    timestamp sent() const { return timestamp{std::chrono::nanoseconds{event_->sent_unix_ns}}; }

    /// When the host had read it.
    timestamp accepted() const { return timestamp{std::chrono::nanoseconds{event_->accepted_unix_ns}}; }

    /// Past it the delivery counts as overdue.
    std::chrono::steady_clock::time_point deadline() const {
        return std::chrono::steady_clock::time_point{std::chrono::nanoseconds{event_->deadline_ns}};
    }

    /// The verified request body, byte for byte.
    std::string_view body() const { return to_view(event_->body); }

    /// The root of the body: `root()["subscription"]["condition"]`. Missing if the body is no JSON.
    value root() const { return event_->nodes == nullptr ? value{} : value{event_->nodes, event_->arena, 0}; }

    /// The `event` member, or this element's `data` of a batched notification. Missing for a revocation.
    value data() const {
        if (event_->nodes == nullptr) return value{};
        if (event_->event_index == 0) return value::absent(event_->nodes, event_->arena, 0, "event");
        return value{event_->nodes, event_->arena, event_->event_index};
    }

    const turnout_event& raw() const { return *event_; }

private:
    const turnout_event* event_;
};

} // namespace turnout
