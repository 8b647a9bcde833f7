#include "core/plugin/metrics_service.hpp"

#include "core/plugin/host_services.hpp"
#include "core/plugin/text.hpp"

#include <turnout/first_size.hpp>
#include <turnout/text.hpp>

#include <algorithm>
#include <cmath>
#include <span>

namespace turnout::plugins {

namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

std::string name_of(turnout_str text, const char* what) {
    const auto name = to_view(text);
    const bool fits = !name.empty() && name.data() != nullptr && name.size() <= TURNOUT_METRICS_MAX_TEXT;
    if (!fits || !is_letter(name.front()) ||
        !std::all_of(name.begin(), name.end(), [](char c) { return is_letter(c) || (c >= '0' && c <= '9'); }))
        throw MetricsError(std::string{what} + " is 1 to " + std::to_string(TURNOUT_METRICS_MAX_TEXT) +
                           " of a-z, A-Z, 0-9 and _, the first no digit");
    return std::string{name};
}

std::map<std::string, std::string> labels_of(const turnout_series& wanted) {
    if (wanted.labels_count > TURNOUT_METRICS_MAX_LABELS)
        throw MetricsError("a series has at most " + std::to_string(TURNOUT_METRICS_MAX_LABELS) + " labels");
    if (wanted.labels == nullptr && wanted.labels_count != 0) throw MetricsError("the labels are a null pointer");
    std::map<std::string, std::string> labels;
    for (const auto& label : std::span{wanted.labels, wanted.labels_count}) {
        auto name = name_of(label.name, "the name of a label");
        if (name == "plugin" || name == "le" || name.starts_with("__"))
            throw MetricsError("the label " + name + " is the host's own");
        const auto value = to_view(label.value);
        if (value.size() > TURNOUT_METRICS_MAX_TEXT || (value.data() == nullptr && !value.empty()))
            throw MetricsError("the value of label " + name + " is longer than " +
                               std::to_string(TURNOUT_METRICS_MAX_TEXT) + " bytes");
        if (!labels.emplace(std::move(name), one_line(value, value.size())).second)
            throw MetricsError("a label is named twice");
    }
    return labels;
}

std::vector<double> buckets_of(const turnout_series& wanted) {
    const std::span all{wanted.buckets, wanted.buckets == nullptr ? 0 : wanted.buckets_count};
    const bool rising =
        std::adjacent_find(all.begin(), all.end(), [](double a, double b) { return !(a < b); }) == all.end();
    const bool finite = std::all_of(all.begin(), all.end(), [](double bound) { return std::isfinite(bound); });
    if (all.empty() || all.size() > TURNOUT_METRICS_MAX_BUCKETS || !rising || !finite)
        throw MetricsError("a histogram has 1 to " + std::to_string(TURNOUT_METRICS_MAX_BUCKETS) +
                           " finite bounds of buckets, rising");
    return {all.begin(), all.end()};
}

SeriesRequest checked(const turnout_series* wanted) {
    if (wanted == nullptr || wanted->struct_size < first_size<turnout_series>)
        throw MetricsError("the description of the series is cut short");
    SeriesRequest request;
    request.kind = wanted->kind;
    request.name = name_of(wanted->name, "the name of a metric");
    const auto help = to_view(wanted->help);
    if (help.data() != nullptr) request.help = one_line(help, 2 * std::size_t{TURNOUT_METRICS_MAX_TEXT});
    request.labels = labels_of(*wanted);
    if (request.kind == TURNOUT_HISTOGRAM)
        request.buckets = buckets_of(*wanted);
    else if (request.kind != TURNOUT_COUNTER && request.kind != TURNOUT_GAUGE)
        throw MetricsError("there is no kind of metric " + std::to_string(request.kind));
    return request;
}

MetricsService& of(const turnout_host* host) {
    return *HostServices::of(host).metrics();
}

void tell(turnout_error* error, const char* text) {
    if (error == nullptr || error->struct_size < first_size<turnout_error>) return;
    copy_text(error->message, text);
}

std::uint64_t c_series(const turnout_host* host, const turnout_series* wanted, turnout_error* error) noexcept {
    try {
        return of(host).series(wanted);
    } catch (const std::exception& refused) {
        of(host).misused(refused.what());
        tell(error, refused.what());
        return 0;
    }
}

void c_add(const turnout_host* host, std::uint64_t series, double amount) noexcept {
    of(host).add(series, amount);
}

void c_set(const turnout_host* host, std::uint64_t series, double value) noexcept {
    of(host).set(series, value);
}

void c_observe(const turnout_host* host, std::uint64_t series, double value) noexcept {
    of(host).observe(series, value);
}

void c_drift(const turnout_host* host, turnout_str type, turnout_str path, std::uint64_t count) noexcept {
    of(host).drift(type, path, count);
}

} // namespace

MetricsService::MetricsService(std::string instance, MetricsPort& port, std::shared_ptr<spdlog::logger> logger)
    : instance_(std::move(instance)),
      port_(port),
      logger_(std::move(logger)),
      series_(TURNOUT_METRICS_MAX_SERIES) {
}

const turnout_metrics& MetricsService::table() {
    static constexpr turnout_metrics functions{sizeof(turnout_metrics), 0, c_series, c_add, c_set, c_observe, c_drift};
    return functions;
}

std::uint64_t MetricsService::series(const turnout_series* wanted) {
    return number_of(port_.series(instance_, checked(wanted)));
}

std::uint64_t MetricsService::number_of(Series& series) {
    const std::lock_guard lock{mutex_};
    const auto count = count_.load();
    const auto end = series_.begin() + static_cast<std::ptrdiff_t>(count);
    const auto found = std::find(series_.begin(), end, &series);
    if (found != end) return static_cast<std::uint64_t>(found - series_.begin()) + 1;
    if (count == series_.size()) throw MetricsError("the plugin has too many series");
    series_[count] = &series;
    count_.store(count + 1);
    return count + 1;
}

Series* MetricsService::find(std::uint64_t number) const noexcept {
    return number - 1 < count_.load() ? series_[number - 1] : nullptr;
}

void MetricsService::add(std::uint64_t number, double amount) noexcept {
    auto* series = find(number);
    const bool counter = series != nullptr && series->kind() == TURNOUT_COUNTER;
    if (series == nullptr || series->kind() == TURNOUT_HISTOGRAM || !std::isfinite(amount) || (counter && amount < 0))
        return misused("add() is for counters (not less than 0) and gauges");
    series->add(amount);
}

void MetricsService::set(std::uint64_t number, double value) noexcept {
    auto* series = find(number);
    if (series == nullptr || series->kind() != TURNOUT_GAUGE) return misused("set() is for gauges");
    series->set(value);
}

void MetricsService::observe(std::uint64_t number, double value) noexcept {
    auto* series = find(number);
    if (series == nullptr || series->kind() != TURNOUT_HISTOGRAM || std::isnan(value))
        return misused("observe() is for histograms");
    series->observe(value);
}

void MetricsService::drift(turnout_str type, turnout_str path, std::uint64_t count) noexcept {
    const auto invalid = [](turnout_str text) { return text.size == 0 || text.data == nullptr; };
    if (invalid(type) || invalid(path)) return misused("drift() needs a type and a path");
    if (count == 0) return;
    try {
        port_.count_drift(one_line(to_view(type), TURNOUT_METRICS_MAX_TEXT),
                          one_line(to_view(path), TURNOUT_METRICS_MAX_TEXT), count);
    } catch (const std::exception&) {
        port_.count_misuse(instance_); // out of memory
    }
}

void MetricsService::misused(const char* what) noexcept {
    port_.count_misuse(instance_);
    if (told_.exchange(true)) return;
    logger_->warn("[{}] a metric is refused, as will be others without a word: {}", instance_, what);
}

} // namespace turnout::plugins
