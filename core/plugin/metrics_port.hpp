// The metrics that plugins ask for, as core/plugin hands them on.
#pragma once
#include <turnout/ext/metrics.h>

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::plugins {

/// Why a series is refused; one line for the plugin's author.
class MetricsError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// What a plugin asked for; names and limits have been checked.
struct SeriesRequest {
    turnout_metric_kind kind = TURNOUT_COUNTER;
    std::string name;
    std::string help;
    std::map<std::string, std::string> labels;
    std::vector<double> buckets;
};

/// One line of the metrics page. Any thread; only the functions that its kind has are called.
class Series {
public:
    explicit Series(turnout_metric_kind kind) : kind_(kind) {}

    Series(const Series&) = delete;
    Series& operator=(const Series&) = delete;
    virtual ~Series() = default;

    turnout_metric_kind kind() const { return kind_; }

    virtual void add(double amount) noexcept = 0;
    virtual void set(double value) noexcept = 0;
    virtual void observe(double value) noexcept = 0;

private:
    const turnout_metric_kind kind_;
};

/// Owns all series, whatever becomes of the plugins. Any thread.
class MetricsPort {
public:
    MetricsPort() = default;
    MetricsPort(const MetricsPort&) = delete;
    MetricsPort& operator=(const MetricsPort&) = delete;
    virtual ~MetricsPort() = default;

    /// The same request of the same instance gets the same series, which lives as long as the port. Throws
    /// MetricsError.
    virtual Series& series(const std::string& instance, const SeriesRequest& request) = 0;
    /// A call of this instance that could not be served.
    virtual void count_misuse(const std::string& instance) noexcept = 0;
    /// An event differed from what a plugin was compiled for.
    virtual void count_drift(std::string_view type, std::string_view path, std::uint64_t count) noexcept = 0;
};

} // namespace turnout::plugins
