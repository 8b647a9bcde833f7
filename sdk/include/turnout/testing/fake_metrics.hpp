// The counters, gauges and histograms of a plugin under test.
#pragma once
#include <turnout/ext/metrics.h>
#include <turnout/text.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnout::testing {

/// Behind turnout.metrics/1. Any thread.
class fake_metrics {
public:
    using labels = std::map<std::string, std::string>;

    /// Of a counter or gauge; 0 if nobody has touched it.
    double value(std::string_view name, const labels& with = {}) const {
        const std::lock_guard lock{mutex_};
        const auto* one = find(name, with);
        return one == nullptr ? 0 : one->value;
    }

    /// What a histogram was told, in order.
    std::vector<double> observations(std::string_view name, const labels& with = {}) const {
        const std::lock_guard lock{mutex_};
        const auto* one = find(name, with);
        return one == nullptr ? std::vector<double>{} : one->observations;
    }

    /// Differences of events of this type at this path from what the plugin was compiled for.
    std::uint64_t drift(std::string_view type, std::string_view path) const {
        const std::lock_guard lock{mutex_};
        const auto found = drift_.find({std::string{type}, std::string{path}});
        return found == drift_.end() ? 0 : found->second;
    }

    /// Calls that a host would count as misuse: an invalid number, a counter that falls, the wrong kind.
    std::size_t misused() const {
        const std::lock_guard lock{mutex_};
        return misused_;
    }

    /// As turnout_metrics says. The first of a name decides its kind.
    std::uint64_t series(const turnout_series& wanted, turnout_error* error) {
        const std::lock_guard lock{mutex_};
        labels with;
        for (std::size_t i = 0; i < wanted.labels_count; ++i) {
            with[std::string{to_view(wanted.labels[i].name)}] = to_view(wanted.labels[i].value);
        }
        const std::string name{to_view(wanted.name)};
        if (name.empty() || wanted.kind < TURNOUT_COUNTER || wanted.kind > TURNOUT_HISTOGRAM) {
            return refuse(error, "an invalid name or kind");
        }
        for (std::size_t i = 0; i < series_.size(); ++i) {
            if (series_[i].name != name) continue;
            if (series_[i].kind != wanted.kind) return refuse(error, "the name is in use with another kind");
            if (series_[i].with == with) return i + 1;
        }
        series_.push_back({name, with, wanted.kind, 0, {}});
        return series_.size();
    }

    void add(std::uint64_t number, double amount) {
        const std::lock_guard lock{mutex_};
        auto* one = at(number);
        const bool fine =
            one != nullptr && (one->kind == TURNOUT_GAUGE || (one->kind == TURNOUT_COUNTER && amount >= 0));
        fine ? void(one->value += amount) : void(++misused_);
    }

    void set(std::uint64_t number, double value) {
        const std::lock_guard lock{mutex_};
        auto* one = at(number);
        one != nullptr && one->kind == TURNOUT_GAUGE ? void(one->value = value) : void(++misused_);
    }

    void observe(std::uint64_t number, double value) {
        const std::lock_guard lock{mutex_};
        auto* one = at(number);
        one != nullptr && one->kind == TURNOUT_HISTOGRAM ? one->observations.push_back(value) : void(++misused_);
    }

    void drift(std::string_view type, std::string_view path, std::uint64_t count) {
        const std::lock_guard lock{mutex_};
        drift_[{std::string{type}, std::string{path}}] += count;
    }

private:
    struct one_series {
        std::string name;
        labels with;
        turnout_metric_kind kind = 0;
        double value = 0;
        std::vector<double> observations;
    };

    static std::uint64_t refuse(turnout_error* error, std::string_view why) {
        if (error != nullptr) copy_text(error->message, why);
        return 0;
    }

    one_series* at(std::uint64_t number) {
        return number == 0 || number > series_.size() ? nullptr : &series_[number - 1];
    }

    const one_series* find(std::string_view name, const labels& with) const {
        for (const auto& one : series_) {
            if (one.name == name && one.with == with) return &one;
        }
        return nullptr;
    }

    mutable std::mutex mutex_;
    std::vector<one_series> series_;
    std::map<std::pair<std::string, std::string>, std::uint64_t> drift_;
    std::size_t misused_ = 0;
};

} // namespace turnout::testing
