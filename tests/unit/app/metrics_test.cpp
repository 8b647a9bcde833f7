#include "core/app/metrics.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace turnout;
using app::Metrics;
using plugins::MetricsError;
using plugins::SeriesRequest;

namespace {

SeriesRequest counter(const std::string& name, std::map<std::string, std::string> labels = {}) {
    return {TURNOUT_COUNTER, name, "helps", std::move(labels), {}};
}

bool has_line(const Metrics& metrics, const std::string& line) {
    const auto text = "\n" + metrics.text();
    CAPTURE(text);
    return text.find("\n" + line + "\n") != std::string::npos;
}

} // namespace

TEST_CASE("metrics: what plugins count is on the page, with the prefix and the plugin's name") {
    Metrics metrics;
    metrics.series("one", counter("seen_total", {{"kind", "a \"b\""}})).add(3);
    metrics.series("two", counter("seen_total")).add(1);
    metrics.series("one", {TURNOUT_GAUGE, "level", "", {}, {}}).set(-4.5);
    metrics.series("one", {TURNOUT_HISTOGRAM, "size", "", {}, {1, 10}}).observe(5);
    CHECK(has_line(metrics, "turnout_plugin_seen_total{kind=\"a \\\"b\\\"\",plugin=\"one\"} 3"));
    CHECK(has_line(metrics, "turnout_plugin_seen_total{plugin=\"two\"} 1"));
    CHECK(has_line(metrics, "turnout_plugin_level{plugin=\"one\"} -4.5"));
    CHECK(has_line(metrics, "turnout_plugin_size_bucket{plugin=\"one\",le=\"10\"} 1"));
    CHECK(has_line(metrics, "turnout_plugin_size_bucket{plugin=\"one\",le=\"1\"} 0"));
    CHECK(has_line(metrics, "# TYPE turnout_plugin_seen_total counter"));
    CHECK(has_line(metrics, "# HELP turnout_plugin_seen_total helps"));
}

TEST_CASE("metrics: the same name and labels are the same series, as after a reload") {
    Metrics metrics;
    auto& before = metrics.series("one", counter("seen_total", {{"kind", "a"}}));
    before.add(2);
    auto& after = metrics.series("one", counter("seen_total", {{"kind", "a"}}));
    CHECK(&after == &before);
    CHECK(&metrics.series("one", counter("seen_total", {{"kind", "b"}})) != &before);
    CHECK(&metrics.series("two", counter("seen_total", {{"kind", "a"}})) != &before);
}

TEST_CASE("metrics: a name that is in use otherwise is refused") {
    Metrics metrics;
    metrics.series("one", counter("seen", {{"kind", "a"}}));
    metrics.series("one", {TURNOUT_HISTOGRAM, "size", "", {}, {1, 10}});
    CHECK_THROWS_AS(metrics.series("one", {TURNOUT_GAUGE, "seen", "", {{"kind", "a"}}, {}}), MetricsError);
    CHECK_THROWS_AS(metrics.series("one", counter("seen", {{"sort", "a"}})), MetricsError);
    CHECK_THROWS_AS(metrics.series("one", counter("seen")), MetricsError);
    CHECK_THROWS_AS(metrics.series("one", {TURNOUT_HISTOGRAM, "size", "", {}, {1, 11}}), MetricsError);
    CHECK_THROWS_WITH_AS(metrics.series("two", {TURNOUT_GAUGE, "seen", "", {}, {}}),
                         "seen is in use by another plugin with another kind", MetricsError);
    CHECK_NOTHROW(metrics.series("two", counter("seen", {{"other", "names"}})));
}

TEST_CASE("metrics: what the host tells of plugins is no name for them") {
    Metrics metrics;
    CHECK_THROWS_WITH_AS(metrics.series("one", {TURNOUT_GAUGE, "running", "", {}, {}}),
                         "running is what the host itself tells of each plugin; take another name", MetricsError);
    for (const auto* name :
         {"wedged", "generation", "slots", "slots_busy", "slots_stuck", "retained_events", "zombies"})
        CHECK_THROWS_AS(metrics.series("one", counter(name)), MetricsError);
    CHECK_NOTHROW(metrics.series("one", counter("running_total")));
}

TEST_CASE("metrics: each plugin has as many series as the ABI says") {
    Metrics metrics;
    for (unsigned i = 0; i < TURNOUT_METRICS_MAX_SERIES; ++i)
        metrics.series("one", counter("user_total", {{"id", std::to_string(i)}}));
    CHECK_THROWS_AS(metrics.series("one", counter("user_total", {{"id", "more"}})), MetricsError);
    CHECK_NOTHROW(metrics.series("one", counter("user_total", {{"id", "7"}})));
    CHECK_NOTHROW(metrics.series("two", counter("user_total", {{"id", "more"}})));
    metrics.count_misuse("one");
    CHECK(has_line(metrics, "turnout_metric_misuse_total{plugin=\"one\"} 1"));
}

TEST_CASE("metrics: drift is counted by type and path, up to a limit") {
    Metrics metrics;
    metrics.count_drift("channel.follow", "event.new", 2);
    metrics.count_drift("channel.follow", "event.new", 1);
    CHECK(has_line(metrics, "turnout_event_drift_total{path=\"event.new\",type=\"channel.follow\"} 3"));
    for (int i = 0; i < 1005; ++i) metrics.count_drift("t", std::to_string(i), 1);
    CHECK(has_line(metrics, "turnout_event_drift_total{path=\"998\",type=\"t\"} 1"));
    CHECK(has_line(metrics, "turnout_event_drift_total{path=\"other\",type=\"other\"} 6"));
    metrics.count_drift("channel.follow", "event.new", 1);
    CHECK(has_line(metrics, "turnout_event_drift_total{path=\"event.new\",type=\"channel.follow\"} 4"));
}

TEST_CASE("metrics: before the parts run there is the version") {
    const Metrics metrics;
    CHECK(metrics.text().find("turnout_build_info{version=\"") != std::string::npos);
}
