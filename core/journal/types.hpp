// The values that cross the journal's interface.
#pragma once
#include "core/eventsub/event.hpp"
#include "core/journal/plugin_state.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnout::journal {

/// Position of an event in the log: from 1, rising, with gaps. 0 means "before everything".
using Sequence = std::uint64_t;

/// The route that owns dead letters of the host itself. No configured route can have this name.
inline constexpr std::string_view host_route = "@host";

/// What becomes of a message that was accepted.
enum class Disposition : std::uint8_t {
    deliver = 1,     ///< an event, or a batch of them, for the routes
    stale = 2,       ///< kept as a dead letter of `@host`: timestamp outside eventsub.max_age
    undecodable = 3, ///< kept as a dead letter of `@host`: the body lacks what its type needs
    unknown = 4,     ///< kept as a dead letter of `@host`: message type that this host does not know
};

/// One verified message on its way into the journal. Views into memory of the Submission that carries it.
struct Arrival {
    Disposition disposition = Disposition::deliver;
    std::string reason;                         ///< for the dead letter; empty when delivered
    eventsub::Event event;                      ///< element_id, batch_index and batch_size are not used here
    std::vector<std::string_view> elements;     ///< `events[].id` in order, if batched; else empty
    Disposition in_time = Disposition::deliver; ///< for stale: what it would have been in time
};

enum class AppendResult : std::uint8_t {
    stored = 1,    ///< durable: fdatasync has returned
    duplicate = 2, ///< accepted before, and that is durable; for a batch: every element
    refused = 3,   ///< not stored (disk full, read-only, failed, closed); nothing is remembered
};

/// An event read back. `event` points into memory that `owner` keeps alive.
struct StoredEvent {
    Sequence sequence = 0;
    eventsub::Event event;
    std::shared_ptr<const void> owner;
};

/// A delivery is (route, entry, replay): an event that is replayed twice is two deliveries more.
struct DeliveryKey {
    std::string route;
    Sequence sequence = 0;
    std::uint32_t replay = 0; ///< 0: the delivery that acceptance caused

    friend bool operator==(const DeliveryKey&, const DeliveryKey&) = default;
};

/// A parked row among those of its route: sequence and replay of its delivery.
using RowKey = std::pair<Sequence, std::uint32_t>;

enum class ParkedState : std::uint8_t {
    waiting = 1, ///< will be tried again at next_attempt
    held = 2,    ///< behind a waiting one with the same ordering key
    dead = 3,    ///< dead letter: stays until dropped, replayed, or retention ends it
};

/// What did not succeed at once. A row of its own with a copy of the event; it pins nothing else.
struct Parked {
    DeliveryKey key;
    ParkedState state = ParkedState::waiting;
    std::uint32_t attempts = 0; ///< attempts begun so far, the one that led here included
    eventsub::Time first_attempt{};
    eventsub::Time last_attempt{};
    eventsub::Time next_attempt{}; ///< waiting: when; held: its lane's number (core/delivery/README.md), stored alike
    std::string ordering_key;
    std::string verdict;        ///< "retry", "reject", "timeout", "crashed the host", "stale", ...
    std::string reason;         ///< the plugin's or the host's own words
    std::string plugin_id;      ///< who gave the verdict; empty for @host
    std::string plugin_version; ///< of the same
    StoredEvent event;          ///< the copy (set on reading; on writing: where to copy from)
    std::string damage;         ///< set on reading if the copy cannot be read: why; `event` then has its sequence only
};

/// What happened to one delivery. All outcomes of one settle() call are one commit.
struct Outcome {
    enum class Action : std::uint8_t {
        done = 1,   ///< succeeded, filtered out, or dropped: the cursor passes it; a parked row of this key goes
        park = 2,   ///< write or replace the parked row; the cursor passes the entry
        charge = 3, ///< an attempt of a parked delivery is about to begin: attempts, first_attempt, last_attempt and
                    ///< ordering_key are stored first, everything else in its row stays as it is
    };
    Action action = Action::done;
    DeliveryKey key;
    std::optional<Parked> parked;                 ///< for park; for charge only those four fields are used
    std::shared_ptr<const Additions> additions{}; ///< for done: what is committed with it; may be null
};

/// Where a new route begins.
enum class RouteStart : std::uint8_t { now = 1, oldest = 2 };

/// A route's progress as it stands on disk.
struct Cursor {
    std::string route;
    Sequence settled_to = 0;             ///< everything up to here is settled or parked
    std::vector<Sequence> settled_above; ///< sorted; settled out of order above settled_to
    Sequence mark = 0;                   ///< nothing above was ever handed out; suspects lie in (settled_to, mark]
    Sequence start = 0;                  ///< the route began behind it
    bool paused = false;                 ///< by an operator, until it is resumed
    bool retired = false;                ///< its route is no longer configured; the backlog is kept
    bool suspects = false;               ///< the former run did not stop cleanly
};

struct Counts {
    std::uint64_t waiting = 0, held = 0, dead = 0;
};

} // namespace turnout::journal
