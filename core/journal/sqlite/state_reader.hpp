// A read-only connection to the plugins' keys and values, for any thread.
#pragma once
#include "core/journal/plugin_state.hpp"
#include "core/journal/sqlite/database.hpp"

#include <mutex>

namespace turnout::journal::sqlite {

/// What is durable. Calls wait for each other. They throw JournalError.
class StateReader {
public:
    StateReader(const std::filesystem::path& file, const std::string& vfs);

    std::optional<std::string> value(const std::string& instance, const std::string& key);

    struct Page {
        std::vector<StateEntry> entries;
        bool more = false; ///< there may be others behind the last one
    };

    /// As PluginState::entries().
    Page entries(const std::string& instance, const std::string& prefix, const std::string& after, std::size_t count,
                 std::size_t bytes);

private:
    std::string checked(const std::string& instance, std::string_view key, std::uint64_t sum,
                        std::string_view value) const;

    std::filesystem::path file_;
    std::mutex mutex_;
    Database database_;
    Statement value_, entries_;
};

} // namespace turnout::journal::sqlite
