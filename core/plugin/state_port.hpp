// What plugins keep, as core/plugin hands it on.
#pragma once
#include <turnout/ext/state.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace turnout::plugins {

/// Keys, values, prefixes and times have been checked. Token 0: none. Results are those of turnout/ext/state.h. Any
/// thread; functions may block for as long as a disk takes, and throw if it cannot be read.
class StatePort {
public:
    using Entries = std::vector<std::pair<std::string, std::string>>;

    StatePort() = default;
    StatePort(const StatePort&) = delete;
    StatePort& operator=(const StatePort&) = delete;
    virtual ~StatePort() = default;

    virtual turnout_state_result get(const std::string& instance, std::uint64_t token, const std::string& key,
                                     std::string& value) = 0;
    /// Nothing as a value erases the key.
    virtual turnout_state_result write(const std::string& instance, std::uint64_t token, const std::string& key,
                                       std::optional<std::string> value) = 0;
    /// TURNOUT_STATE_DONE, or below 0.
    virtual turnout_state_result scan(const std::string& instance, std::uint64_t token, const std::string& prefix,
                                      const std::string& after, std::size_t limit, Entries& found) = 0;
    virtual turnout_state_result once(const std::string& instance, std::uint64_t token, const std::string& key,
                                      std::chrono::milliseconds time_to_live) = 0;
};

} // namespace turnout::plugins
