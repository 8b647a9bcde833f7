// One delivery in memory: an event on its way through one route, for the length of one attempt.
#pragma once
#include "core/delivery/pending.hpp"
#include "core/delivery/prepared.hpp"
#include "core/plugin/handler.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace turnout::delivery {

struct RouteRun;
struct PluginRun;

enum class Stage : std::uint8_t {
    free,       ///< its slot is unused
    queued,     ///< behind another one in its lane
    committing, ///< its attempt is being written to the journal
    ready,      ///< waits for a worker
    running,    ///< in handle()
    deferred,   ///< handle() has returned, complete() is awaited
    settling,   ///< its outcome is being written
    napping,    ///< waits for another attempt (see naps.hpp)
    pinned,     ///< over, but the plugin still retains its memory
};

/// Which parked row the journal has for it.
enum class Row : std::uint8_t {
    none,
    waiting, ///< its lane counts it
    held,
    replay,  ///< waiting, written by a replay and not begun yet: enters its lane like an event from the log
    napping, ///< waiting, first in its lane, which does not count it
};

/// What was said of an attempt, by the plugin or by the host.
struct Ruling {
    turnout_verdict verdict = TURNOUT_RETRY;
    std::uint32_t retry_after_ms = 0;
    std::string reason;
    bool timeout = false; ///< the host's own: the deadline of a deferred delivery passed
};

/// Guarded by EngineState::mutex; while running its worker alone may read it without. Lives in DeliveryPool.
struct Delivery {
    RouteRun* route = nullptr;
    PreparedPtr event;
    journal::Sequence sequence = 0;
    std::uint32_t replay = 0;
    std::uint32_t attempt = 1; ///< number of the attempt that is next or under way
    eventsub::Time first_attempt{};
    eventsub::Time last_attempt{};
    eventsub::Time attempt_before{}; ///< last_attempt as it was before this attempt was charged
    std::string ordering_key;
    std::uint64_t lane = 0; ///< 0: none
    Row row = Row::none;
    bool from_row = false;     ///< was read from a parked row, not from the log
    bool charged = false;      ///< this attempt stands in the journal
    bool suspect = false;      ///< may have been what ended the former run
    std::uint32_t crashes = 0; ///< how often the host ended while this delivery alone was running

    Stage stage = Stage::free;
    std::uint64_t token = 0;
    std::uint64_t generation = 0;
    std::uint32_t slot = 0;
    std::uint32_t pins = 0;
    std::uint32_t circuit = 0; ///< from Circuit::begun()
    eventsub::Time nap_until{};
    bool judged = false;  ///< the circuit knows how the attempt went
    bool overdue = false; ///< past its deadline in handle(), which was reported
    bool away = false;    ///< its handler answers later: no worker is in handle() with it
    std::shared_ptr<plugins::Handler> handler;
    PluginRun* plugin = nullptr; ///< that it was handed to, with `handler`
    std::chrono::steady_clock::time_point deadline{};
    std::optional<Ruling> early;      ///< completed before handle() returned
    std::unique_ptr<Pending> pending; ///< what it has written and emitted; null: nothing

    const char* verdict = ""; ///< as the observer is told: "ok", "retry", "reject" or "dead"
    std::string reason;
    std::chrono::nanoseconds since_accepted{};
    std::chrono::nanoseconds handling{}; ///< how long handle() took

    std::string delivery_id;
    turnout_event abi{};
    turnout_outcome outcome{};

    Delivery* next = nullptr;    ///< link of the queue it is in
    Delivery* earlier = nullptr; ///< links of the list of attempts under way
    Delivery* later = nullptr;
    bool timed = false; ///< is in that list
};

/// First in, first out; links through Delivery::next, so a delivery is in one queue at a time.
class Queue {
public:
    bool empty() const { return first_ == nullptr; }

    Delivery* front() const { return first_; }

    void push(Delivery& delivery) {
        delivery.next = nullptr;
        if (last_ != nullptr)
            last_->next = &delivery;
        else
            first_ = &delivery;
        last_ = &delivery;
    }

    Delivery* pop() {
        auto* delivery = first_;
        if (delivery == nullptr) return nullptr;
        first_ = delivery->next;
        if (first_ == nullptr) last_ = nullptr;
        delivery->next = nullptr;
        return delivery;
    }

    Queue take() { return std::exchange(*this, Queue{}); }

private:
    Delivery* first_ = nullptr;
    Delivery* last_ = nullptr;
};

/// Attempts under way on one route by the time they began, which is also the order of their deadlines.
class Underway {
public:
    Delivery* oldest() const { return first_; }

    void add(Delivery& delivery) {
        delivery.earlier = last_;
        delivery.later = nullptr;
        delivery.timed = true;
        (last_ != nullptr ? last_->later : first_) = &delivery;
        last_ = &delivery;
    }

    void remove(Delivery& delivery) {
        if (!delivery.timed) return;
        (delivery.earlier != nullptr ? delivery.earlier->later : first_) = delivery.later;
        (delivery.later != nullptr ? delivery.later->earlier : last_) = delivery.earlier;
        delivery.timed = false;
    }

private:
    Delivery* first_ = nullptr;
    Delivery* last_ = nullptr;
};

} // namespace turnout::delivery
