// What the journal keeps for plugin instances, while no host runs. For `turnout plugins forget`.
#pragma once
#include "core/eventsub/clock.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace turnout::journal {

/// Of one plugin instance, whether it is configured or not.
struct KeptState {
    std::string instance;
    std::uint64_t keys = 0;  ///< written with put()
    std::uint64_t bytes = 0; ///< keys and values
    std::uint64_t once = 0;  ///< keys of once()
};

/// Holds the state directory as long as it lives. One thread.
class KeptStates {
public:
    /// Throws JournalError: there is no journal, a host runs on it, it is damaged or of a newer version.
    KeptStates(const std::filesystem::path& directory, const eventsub::Clock& clock);
    KeptStates(const KeptStates&) = delete;
    KeptStates& operator=(const KeptStates&) = delete;
    ~KeptStates();

    /// By name; instances that keep nothing are left out.
    std::vector<KeptState> all() const;

    /// Drops everything of this instance, durably, all or nothing. Throws JournalError.
    void forget(const std::string& instance);

private:
    class Store;
    std::unique_ptr<Store> store_;
};

} // namespace turnout::journal
