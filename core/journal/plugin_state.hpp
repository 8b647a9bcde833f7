// What the journal keeps for plugins: keys and values, what was begun, events that were derived.
#pragma once
#include "core/eventsub/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::journal {

/// Keys and values are bytes, compared as such.
struct StateEntry {
    std::string key;
    std::string value;

    friend bool operator==(const StateEntry&, const StateEntry&) = default;
};

struct StateWrite {
    std::string key;
    std::optional<std::string> value; ///< nothing: the key goes
};

/// Work under this key is done, and known to be for so long.
struct OnceDone {
    std::string key;
    eventsub::Duration time_to_live{};
};

/// An event that a plugin derived from the one that it handled. Kind is emitted.
struct DerivedEvent {
    std::string message_id; ///< an id that is stored already makes it a duplicate: it is left out
    std::string type;
    std::string version;
    std::string broadcaster_id;
    std::string body;
    eventsub::Time created{};
};

/// What becomes durable together with an outcome that is `done`, all or nothing. Of one plugin instance.
struct Additions {
    std::string instance;
    std::vector<StateWrite> writes;
    std::vector<OnceDone> done_once;
    std::vector<DerivedEvent> events;
};

/// Whether work was begun before; full: it was not, and there are as many keys as may be.
enum class Once : std::uint8_t { fresh, unfinished, done, full };

/// Of one instance, as of the last commit.
struct StateUsage {
    std::uint64_t bytes = 0; ///< keys and values
    std::uint64_t once = 0;  ///< keys of begin_once()
};

/// Any thread. Reads see every write that was queued before them, here or as an addition of Journal::settle(); they
/// throw JournalError if the store cannot be read.
class PluginState {
public:
    PluginState() = default;
    PluginState(const PluginState&) = delete;
    PluginState& operator=(const PluginState&) = delete;
    virtual ~PluginState() = default;

    virtual std::optional<std::string> value(const std::string& instance, const std::string& key) const = 0;
    /// Entries whose key begins with `prefix` and is behind `after`, in order: at most `count`, at least one if there
    /// is any and then no more than about `bytes`.
    virtual std::vector<StateEntry> entries(const std::string& instance, const std::string& prefix,
                                            const std::string& after, std::size_t count, std::size_t bytes) const = 0;
    virtual StateUsage usage(const std::string& instance) const = 0;

    /// Queues writes as one commit of their own. `done` runs on the writer thread: true once they are durable, false if
    /// they are given up because nothing can be written now.
    virtual void write(const std::string& instance, std::vector<StateWrite> writes,
                       std::function<void(bool durable)> done) = 0;
    /// Queues the question whether `key` was begun; if it was not (or is expired), it is from now on, unless the
    /// instance has `most` others. `done` is told once that is durable, or nothing if nothing can be written now.
    virtual void begin_once(const std::string& instance, std::string key, eventsub::Duration time_to_live,
                            std::uint64_t most, std::function<void(std::optional<Once>)> done) = 0;
};

} // namespace turnout::journal
