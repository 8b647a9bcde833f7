// turnout.state/1 on the engine: the journal's store, and over it what a delivery has written so far.
#pragma once
#include "core/delivery/engine_state.hpp"
#include "core/plugin/state_port.hpp"

namespace turnout::delivery {

/// Any thread, none that holds EngineState::mutex.
class PluginStore final : public plugins::StatePort {
public:
    explicit PluginStore(EngineState& state) : state_(state) {}

    turnout_state_result get(const std::string& instance, std::uint64_t token, const std::string& key,
                             std::string& value) override;
    turnout_state_result write(const std::string& instance, std::uint64_t token, const std::string& key,
                               std::optional<std::string> value) override;
    turnout_state_result scan(const std::string& instance, std::uint64_t token, const std::string& prefix,
                              const std::string& after, std::size_t limit, Entries& found) override;
    turnout_state_result once(const std::string& instance, std::uint64_t token, const std::string& key,
                              std::chrono::milliseconds time_to_live) override;

private:
    journal::PluginState& store() { return state_.journal.plugin_state(); }

    struct StateWriteView {
        const std::string& key;
        const std::optional<std::string>& value;
    };

    /// In bytes.
    struct Growth {
        std::int64_t used = 0;   ///< what the store holds
        std::int64_t by_key = 0; ///< what the write would add to it
    };

    std::int64_t growth_of(const std::string& instance, const StateWriteView& write);
    std::int64_t unsettled_growth(const std::string& instance) const;
    turnout_state_result keep(const std::string& instance, std::uint64_t token, const std::string& key,
                              std::optional<std::string> value, const Growth& growth);
    turnout_state_result write_at_once(const std::string& instance, journal::StateWrite write);
    turnout_state_result begin_once(const std::string& instance, const std::string& key,
                                    std::chrono::milliseconds time_to_live);

    EngineState& state_;
};

} // namespace turnout::delivery
