// The registry of metrics: what plugins count, and what the host's parts count of themselves.
#pragma once
#include "core/app/host_figures.hpp"
#include "core/http/metrics_page.hpp"
#include "core/plugin/metrics_port.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/registry.h>

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnout::app {

/// Lives as long as the process's host: series survive the plugins that asked for them. Any thread.
class Metrics final : public plugins::MetricsPort, public http::MetricsPage {
public:
    Metrics();

    plugins::Series& series(const std::string& instance, const plugins::SeriesRequest& request) override;
    void count_misuse(const std::string& instance) noexcept override;
    void count_drift(std::string_view type, std::string_view path, std::uint64_t count) noexcept override;

    std::string text() const override;

    HostFigures& figures() { return figures_; }

private:
    /// What all series of one name and instance have in common.
    struct Shape {
        turnout_metric_kind kind = TURNOUT_COUNTER;
        std::vector<double> buckets;
        std::map<std::map<std::string, std::string>, std::unique_ptr<plugins::Series>> by_labels;
    };

    struct Owner {
        std::map<std::string, Shape> shapes; ///< by name
        std::size_t series = 0;
    };

    std::unique_ptr<plugins::Series> make(const std::string& instance, const plugins::SeriesRequest& request);

    prometheus::Registry registry_;
    HostFigures figures_;
    prometheus::Family<prometheus::Counter>& misuse_;
    prometheus::Family<prometheus::Counter>& drift_;
    mutable std::mutex mutex_; ///< guards what follows
    std::map<std::string, Owner> owners_;
    std::set<std::pair<std::string, std::string>> drifts_;
};

} // namespace turnout::app
