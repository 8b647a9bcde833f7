// Building blocks of the metrics page.
#pragma once
#include "core/eventsub/histogram.hpp"

#include <prometheus/metric_family.h>

#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace turnout::app {

using FigureLabels = std::initializer_list<std::pair<const char*, std::string_view>>;
using FigureFamilies = std::vector<prometheus::MetricFamily>;

/// One name with its series. Names and units as Prometheus asks for: base units, `_total` for counters.
class FigureFamily {
public:
    static FigureFamily counter(const char* name, const char* help) {
        return {name, help, prometheus::MetricType::Counter};
    }

    static FigureFamily gauge(const char* name, const char* help) {
        return {name, help, prometheus::MetricType::Gauge};
    }

    static FigureFamily histogram(const char* name, const char* help) {
        return {name, help, prometheus::MetricType::Histogram};
    }

    FigureFamily& add(const FigureLabels& labels, double value);

    FigureFamily& add(const FigureLabels& labels, std::uint64_t value) { return add(labels, double(value)); }

    FigureFamily& add(const FigureLabels& labels, bool value) { return add(labels, value ? 1.0 : 0.0); }

    FigureFamily& add(const FigureLabels& labels, const eventsub::HistogramReading& reading);

    void move_to(FigureFamilies& all) { all.push_back(std::move(family_)); }

private:
    FigureFamily(const char* name, const char* help, prometheus::MetricType type) : family_{name, help, type, {}} {}

    prometheus::ClientMetric& series(const FigureLabels& labels);

    prometheus::MetricFamily family_;
};

} // namespace turnout::app
