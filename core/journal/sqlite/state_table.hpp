// The plugins' keys and values: what the writer does with them.
#pragma once
#include "core/journal/plugin_state.hpp"
#include "core/journal/sqlite/database.hpp"

#include <map>
#include <string>

namespace turnout::journal::sqlite {

/// What stands beside a value; the key is part of it.
std::uint64_t state_checksum(std::string_view instance, std::string_view key, std::string_view value);

/// Used by the writer's thread, within its transactions. What a transaction changed in usage() is kept by save(), or
/// forgotten by roll_back().
class StateTable {
public:
    explicit StateTable(Database& database);

    void write(const std::string& instance, const StateWrite& write);
    /// Notes that it was begun, if it was not before or is expired.
    Once begin(const std::string& instance, const std::string& key, eventsub::Time now, eventsub::Duration time_to_live,
               std::uint64_t most);
    void finish(const std::string& instance, const OnceDone& done, eventsub::Time now);

    /// Forgets some of what is expired, in the caller's transaction. False: there was nothing.
    bool purge(eventsub::Time now);

    void save();

    void roll_back() { changes_.clear(); }

    using UsageByInstance = std::map<std::string, StateUsage>;

    const UsageByInstance& usage() const { return usage_; }

    bool usage_changed() const { return usage_changed_; }

    void usage_published() { usage_changed_ = false; }

private:
    std::uint64_t count_once(const std::string& instance) const;

    struct Change {
        std::int64_t bytes = 0, once = 0;
    };

    void load();
    /// 1: begun, 2: done, 0: neither, or expired.
    std::int64_t once_state(const std::string& instance, const std::string& key, eventsub::Time now);
    void put_once(const std::string& instance, const std::string& key, int state, eventsub::Time expires);

    Database& database_;
    Statement size_, put_, erase_, find_once_, put_once_, expired_, erase_once_;
    UsageByInstance usage_;
    std::map<std::string, Change> changes_;
    bool usage_changed_ = true;
};

} // namespace turnout::journal::sqlite
