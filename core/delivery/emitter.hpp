// turnout.emit/1 on the engine: events that a delivery derives, kept until it is done.
#pragma once
#include "core/delivery/engine_state.hpp"
#include "core/plugin/emit_port.hpp"

namespace turnout::delivery {

/// Any thread, none that holds EngineState::mutex.
class Emitter final : public plugins::EmitPort {
public:
    explicit Emitter(EngineState& state) : state_(state) {}

    turnout_emit_result emit(const std::string& instance, std::uint64_t token, std::string_view type,
                             std::string_view version, std::string_view json) override;

private:
    EngineState& state_;
};

} // namespace turnout::delivery
