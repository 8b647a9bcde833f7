#include "core/app/metrics.hpp"

#include "core/app/part_figures.hpp"

#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/text_serializer.h>

#include <algorithm>

namespace turnout::app {

namespace {

using plugins::MetricsError;
using plugins::Series;
using plugins::SeriesRequest;

/// Different types and paths of drift that are counted apart.
constexpr std::size_t most_drifts = 1000;

class CounterSeries final : public Series {
public:
    explicit CounterSeries(prometheus::Counter& counter) : Series(TURNOUT_COUNTER), counter_(counter) {}

    void add(double amount) noexcept override { counter_.Increment(amount); }

    void set(double) noexcept override {}

    void observe(double) noexcept override {}

private:
    prometheus::Counter& counter_;
};

class GaugeSeries final : public Series {
public:
    explicit GaugeSeries(prometheus::Gauge& gauge) : Series(TURNOUT_GAUGE), gauge_(gauge) {}

    void add(double amount) noexcept override { gauge_.Increment(amount); }

    void set(double value) noexcept override { gauge_.Set(value); }

    void observe(double) noexcept override {}

private:
    prometheus::Gauge& gauge_;
};

class HistogramSeries final : public Series {
public:
    explicit HistogramSeries(prometheus::Histogram& histogram) : Series(TURNOUT_HISTOGRAM), histogram_(histogram) {}

    void add(double) noexcept override {}

    void set(double) noexcept override {}

    void observe(double value) noexcept override { histogram_.Observe(value); }

private:
    prometheus::Histogram& histogram_;
};

bool same_names(const std::map<std::string, std::string>& left, const std::map<std::string, std::string>& right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                      [](const auto& a, const auto& b) { return a.first == b.first; });
}

} // namespace

Metrics::Metrics()
    : misuse_(prometheus::BuildCounter()
                  .Name("turnout_metric_misuse_total")
                  .Help("Calls of plugins to their metrics that were refused.")
                  .Register(registry_)),
      drift_(prometheus::BuildCounter()
                 .Name("turnout_event_drift_total")
                 .Help("Members and values of events that the plugins' SDK does not know.")
                 .Register(registry_)) {
}

Series& Metrics::series(const std::string& instance, const SeriesRequest& request) {
    if (is_plugin_figure(request.name))
        throw MetricsError(request.name + " is what the host itself tells of each plugin; take another name");
    const std::lock_guard lock{mutex_};
    auto& owner = owners_[instance];
    auto shape = owner.shapes.find(request.name);
    if (shape != owner.shapes.end()) {
        auto& [kind, buckets, by_labels] = shape->second;
        if (kind != request.kind || buckets != request.buckets)
            throw MetricsError(request.name + " is in use with another kind or other buckets");
        if (const auto known = by_labels.find(request.labels); known != by_labels.end()) return *known->second;
        if (!same_names(by_labels.begin()->first, request.labels))
            throw MetricsError(request.name + " is in use with other names of labels");
    }
    if (owner.series >= TURNOUT_METRICS_MAX_SERIES)
        throw MetricsError("the plugin has " + std::to_string(owner.series) +
                           " series, as many as it may: a label "
                           "whose values do not end is no label");
    auto made = make(instance, request);
    ++owner.series;
    auto& known = owner.shapes[request.name];
    known.kind = request.kind;
    known.buckets = request.buckets;
    return *known.by_labels.emplace(request.labels, std::move(made)).first->second;
}

std::unique_ptr<Series> Metrics::make(const std::string& instance, const SeriesRequest& request) {
    auto labels = request.labels;
    labels.emplace("plugin", instance);
    const auto name = plugin_prefix + request.name;
    try {
        if (request.kind == TURNOUT_COUNTER)
            return std::make_unique<CounterSeries>(
                prometheus::BuildCounter().Name(name).Help(request.help).Register(registry_).Add(labels));
        if (request.kind == TURNOUT_GAUGE)
            return std::make_unique<GaugeSeries>(
                prometheus::BuildGauge().Name(name).Help(request.help).Register(registry_).Add(labels));
        return std::make_unique<HistogramSeries>(prometheus::BuildHistogram()
                                                     .Name(name)
                                                     .Help(request.help)
                                                     .Register(registry_)
                                                     .Add(labels, request.buckets));
    } catch (const std::invalid_argument&) {
        throw MetricsError(request.name + " is in use by another plugin with another kind");
    }
}

void Metrics::count_misuse(const std::string& instance) noexcept {
    try {
        misuse_.Add({{"plugin", instance}}).Increment();
    } catch (const std::exception&) {
        return; // out of memory: the misuse has no other effect
    }
}

void Metrics::count_drift(std::string_view type, std::string_view path, std::uint64_t count) noexcept {
    try {
        std::pair<std::string, std::string> place{type, path};
        {
            const std::lock_guard lock{mutex_};
            if (!drifts_.contains(place)) {
                if (drifts_.size() < most_drifts)
                    drifts_.insert(place);
                else
                    place = {"other", "other"};
            }
        }
        drift_.Add({{"type", place.first}, {"path", place.second}}).Increment(static_cast<double>(count));
    } catch (const std::exception&) {
        return; // out of memory: nobody depends on it
    }
}

std::string Metrics::text() const {
    auto families = registry_.Collect();
    auto own = figures_.collect();
    families.insert(families.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
    return prometheus::TextSerializer().Serialize(families);
}

} // namespace turnout::app
