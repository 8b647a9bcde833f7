// Writes of plugins that are queued and not durable yet: reads see them already.
#pragma once
#include "core/journal/plugin_state.hpp"

#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace turnout::journal::sqlite {

/// Any thread.
class StateOverlay {
public:
    using Writes = std::map<std::string, std::optional<std::string>>;
    using Ticket = std::uint64_t;

    /// Holds the order of two queues together: whoever has it queues writes here and their work at the writer.
    [[nodiscard]] std::unique_lock<std::mutex> hold() { return std::unique_lock(mutex_); }

    /// With hold(): the writes of one work, which is known by `ticket` afterwards.
    Ticket ticket() { return ++last_; }

    void add(Ticket ticket, const std::string& instance, const std::vector<StateWrite>& writes);

    /// They are durable, or given up.
    void remove(Ticket ticket, const std::string& instance, const std::vector<StateWrite>& writes);

    /// The newest queued write of a key; false if there is none.
    bool find(const std::string& instance, const std::string& key, std::optional<std::string>& value) const;
    /// The newest queued writes of keys that begin with `prefix` and are behind `after`.
    Writes find(const std::string& instance, const std::string& prefix, const std::string& after) const;

private:
    using Key = std::pair<std::string, std::string>;

    mutable std::mutex mutex_;
    std::map<Key, std::map<Ticket, std::optional<std::string>>> queued_;
    Ticket last_ = 0;
};

} // namespace turnout::journal::sqlite
