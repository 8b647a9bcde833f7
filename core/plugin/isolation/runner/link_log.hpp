// The log of a runner: every line goes to the host.
#pragma once
#include "core/plugin/isolation/runner/host_line.hpp"

#include <spdlog/sinks/base_sink.h>

#include <mutex>
#include <string>

namespace turnout::plugins::isolation {

class LinkLog final : public spdlog::sinks::base_sink<std::mutex> {
public:
    explicit LinkLog(HostLine& line) : line_(line) {}

private:
    void sink_it_(const spdlog::details::log_msg& message) override {
        line_.tell(LogLine{message.level, std::string{message.payload.data(), message.payload.size()}});
    }

    void flush_() override {}

    HostLine& line_;
};

} // namespace turnout::plugins::isolation
