// turnout.metrics/1 for one plugin instance: checks what comes over the boundary, knows series by number.
#pragma once
#include "core/plugin/metrics_port.hpp"

#include <spdlog/logger.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace turnout::plugins {

/// Any thread.
class MetricsService {
public:
    /// `port` outlives it.
    MetricsService(std::string instance, MetricsPort& port, std::shared_ptr<spdlog::logger> logger);

    /// What get_extension() answers.
    static const turnout_metrics& table();

    /// The number of the series; throws MetricsError.
    std::uint64_t series(const turnout_series* wanted);
    void add(std::uint64_t number, double amount) noexcept;
    void set(std::uint64_t number, double value) noexcept;
    void observe(std::uint64_t number, double value) noexcept;
    void drift(turnout_str type, turnout_str path, std::uint64_t count) noexcept;

    /// Counted each time, logged once.
    void misused(const char* what) noexcept;

private:
    std::uint64_t number_of(Series& series);
    Series* find(std::uint64_t number) const noexcept;

    const std::string instance_;
    MetricsPort& port_;
    const std::shared_ptr<spdlog::logger> logger_;
    std::mutex mutex_;            ///< for writing series_
    std::vector<Series*> series_; ///< never moves; those below count_ never change
    std::atomic<std::size_t> count_{0};
    std::atomic<bool> told_{false};
};

} // namespace turnout::plugins
