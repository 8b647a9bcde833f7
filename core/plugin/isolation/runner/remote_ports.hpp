// The ports of the host's services, as a runner has them: each asks the host.
#pragma once
#include "core/plugin/emit_port.hpp"
#include "core/plugin/handler.hpp"
#include "core/plugin/isolation/runner/borrowed_events.hpp"
#include "core/plugin/isolation/runner/host_line.hpp"
#include "core/plugin/metrics_port.hpp"
#include "core/plugin/state_port.hpp"

#include <map>
#include <memory>
#include <mutex>

namespace turnout::plugins::isolation {

class RemoteDeferred final : public DeferredPort {
public:
    RemoteDeferred(HostLine& line, BorrowedEvents& events) : line_(line), events_(events) {}

    /// Nothing in a runner answers later.
    void answered(std::string_view /*instance*/, std::span<const Answer> /*answers*/) noexcept override {}

    bool complete(std::string_view instance, std::uint64_t token, turnout_verdict verdict, std::uint32_t retry_after_ms,
                  std::string_view reason) noexcept override;
    bool retain(std::string_view instance, std::uint64_t token) noexcept override;
    bool release(std::string_view instance, std::uint64_t token) noexcept override;

private:
    HostLine& line_;
    BorrowedEvents& events_;
};

class RemoteState final : public StatePort {
public:
    explicit RemoteState(HostLine& line) : line_(line) {}

    turnout_state_result get(const std::string& instance, std::uint64_t token, const std::string& key,
                             std::string& value) override;
    turnout_state_result write(const std::string& instance, std::uint64_t token, const std::string& key,
                               std::optional<std::string> value) override;
    turnout_state_result scan(const std::string& instance, std::uint64_t token, const std::string& prefix,
                              const std::string& after, std::size_t limit, Entries& found) override;
    turnout_state_result once(const std::string& instance, std::uint64_t token, const std::string& key,
                              std::chrono::milliseconds time_to_live) override;

private:
    HostLine& line_;
};

class RemoteEmissions final : public EmitPort {
public:
    explicit RemoteEmissions(HostLine& line) : line_(line) {}

    turnout_emit_result emit(const std::string& instance, std::uint64_t token, std::string_view type,
                             std::string_view version, std::string_view json) override;

private:
    HostLine& line_;
};

class RemoteMetrics final : public MetricsPort {
public:
    explicit RemoteMetrics(HostLine& line) : line_(line) {}

    Series& series(const std::string& instance, const SeriesRequest& request) override;
    void count_misuse(const std::string& instance) noexcept override;
    void count_drift(std::string_view type, std::string_view path, std::uint64_t count) noexcept override;

private:
    HostLine& line_;
    std::mutex mutex_;
    std::map<std::uint64_t, std::unique_ptr<Series>> series_; ///< by the host's number
};

} // namespace turnout::plugins::isolation
