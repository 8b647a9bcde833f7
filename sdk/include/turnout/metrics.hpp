// Counters, gauges and histograms on the host's metrics page.
#pragma once
#include <turnout/abi.h>
#include <turnout/ext/metrics.h>
#include <turnout/extension.hpp>
#include <turnout/text.hpp>

#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace turnout {

/// The host refuses a series: a name, a label or a limit, see turnout/ext/metrics.h.
class metrics_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct label {
    std::string_view name;
    std::string_view value;
};

namespace detail {

/// Cheap to copy; any thread, until the plugin is destroyed.
class series {
protected:
    series(const turnout_host* host, const turnout_metrics& table, std::uint64_t number)
        : host_(host),
          table_(&table),
          number_(number) {}

    const turnout_host* host_;
    const turnout_metrics* table_;
    std::uint64_t number_;
};

} // namespace detail

/// Only rises.
class counter : detail::series {
    friend class metrics;
    using series::series;

public:
    void add(double amount = 1) const { table_->add(host_, number_, amount); }
};

/// A value that rises and falls.
class gauge : detail::series {
    friend class metrics;
    using series::series;

public:
    void set(double value) const { table_->set(host_, number_, value); }

    /// Less than 0 takes away.
    void add(double amount) const { table_->add(host_, number_, amount); }
};

/// How often values of which size were seen.
class histogram : detail::series {
    friend class metrics;
    using series::series;

public:
    void observe(double value) const { table_->observe(host_, number_, value); }
};

/// Asked again for the same name and labels it gives the same series, also after a reload. On the page a name begins
/// with "turnout_plugin_" and has the label plugin="<instance>". All throw metrics_error.
class metrics {
public:
    using labels = std::initializer_list<label>;

    /// Throws missing_extension.
    explicit metrics(const turnout_host* host)
        : host_(host),
          table_(&detail::extension<turnout_metrics>(host, TURNOUT_METRICS_EXTENSION)) {}

    turnout::counter counter(std::string_view name, std::string_view help, labels with = {}) const {
        return {host_, *table_, number(TURNOUT_COUNTER, name, help, {}, with)};
    }

    turnout::gauge gauge(std::string_view name, std::string_view help, labels with = {}) const {
        return {host_, *table_, number(TURNOUT_GAUGE, name, help, {}, with)};
    }

    /// `buckets`: upper bounds, rising.
    turnout::histogram histogram(std::string_view name, std::string_view help, std::initializer_list<double> buckets,
                                 labels with = {}) const {
        return {host_, *table_, number(TURNOUT_HISTOGRAM, name, help, buckets, with)};
    }

private:
    std::uint64_t number(turnout_metric_kind kind, std::string_view name, std::string_view help,
                         std::initializer_list<double> buckets, labels with) const {
        std::vector<turnout_label> pairs;
        for (const auto& one : with) pairs.push_back({to_str(one.name), to_str(one.value)});
        const turnout_series wanted{sizeof(turnout_series), kind,         to_str(name),    to_str(help),
                                    pairs.data(),           pairs.size(), buckets.begin(), buckets.size()};
        turnout_error error{sizeof(turnout_error), 0, {}};
        const auto made = table_->series(host_, &wanted, &error);
        if (made == 0) throw metrics_error(static_cast<const char*>(error.message));
        return made;
    }

    const turnout_host* host_;
    const turnout_metrics* table_;
};

} // namespace turnout
