#include "core/app/figure_family.hpp"

#include <limits>
#include <string>

namespace turnout::app {

prometheus::ClientMetric& FigureFamily::series(const FigureLabels& labels) {
    auto& metric = family_.metric.emplace_back();
    for (const auto& [name, text] : labels) metric.label.push_back({name, std::string{text}});
    return metric;
}

FigureFamily& FigureFamily::add(const FigureLabels& labels, double value) {
    auto& metric = series(labels);
    (family_.type == prometheus::MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
    return *this;
}

FigureFamily& FigureFamily::add(const FigureLabels& labels, const eventsub::HistogramReading& reading) {
    auto& histogram = series(labels).histogram;
    std::uint64_t count = 0;
    for (std::size_t place = 0; place < reading.counts.size(); ++place) {
        count += reading.counts[place];
        const bool last = place == reading.bounds.size();
        histogram.bucket.push_back({count, last ? std::numeric_limits<double>::infinity() : reading.bounds[place]});
    }
    histogram.sample_count = count;
    histogram.sample_sum = reading.sum;
    return *this;
}

} // namespace turnout::app
