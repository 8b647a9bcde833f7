// What comes over the boundary of turnout.metrics/1, right and wrong.
#include "core/plugin/host_services.hpp"
#include "tests/unit/plugin/fixture/log_text.hpp"
#include "tests/unit/plugin/fixture/recording_metrics.hpp"
#include "tests/unit/plugin/fixture/recording_port.hpp"

#include <turnout/text.hpp>

#include <doctest/doctest.h>

#include <array>
#include <cmath>

using namespace turnout;
using turnout::test::LogText;
using turnout::test::RecordingMetrics;
using turnout::test::RecordingPort;

namespace {

struct Boundary {
    Boundary() { logger->set_pattern("%v"); }

    const turnout_metrics& table() const {
        return *static_cast<const turnout_metrics*>(
            services.table()->get_extension(services.table(), to_str(TURNOUT_METRICS_EXTENSION)));
    }

    std::uint64_t ask(const turnout_series& wanted) {
        error = {sizeof(turnout_error), 0, {}};
        return table().series(services.table(), &wanted, &error);
    }

    std::string said() const { return static_cast<const char*>(error.message); }

    RecordingPort deliveries;
    RecordingMetrics metrics;
    std::shared_ptr<LogText> log = std::make_shared<LogText>();
    std::shared_ptr<spdlog::logger> logger = std::make_shared<spdlog::logger>("test", log);
    plugins::HostServices services{{"here", "here.so", {}, {}}, "0.0", deliveries, logger, {&metrics}};
    turnout_error error{};
};

turnout_series counter(std::string_view name) {
    return {sizeof(turnout_series), TURNOUT_COUNTER, to_str(name), to_str("help"), nullptr, 0, nullptr, 0};
}

} // namespace

TEST_CASE("metrics: a host without them has no such extension, nor has any host an unknown one") {
    Boundary host;
    plugins::HostServices without{{"here", "here.so", {}, {}}, "0.0", host.deliveries, host.logger, {}};
    CHECK(without.table()->get_extension(without.table(), to_str(TURNOUT_METRICS_EXTENSION)) == nullptr);
    for (const auto* id : {"turnout.metrics/2", "turnout.metrics", ""})
        CHECK(host.services.table()->get_extension(host.services.table(), to_str(id)) == nullptr);
    CHECK(host.services.table()->get_extension(host.services.table(), turnout_str{nullptr, 0}) == nullptr);
}

TEST_CASE("metrics: the same series has the same number, and values arrive") {
    Boundary host;
    const auto first = host.ask(counter("a_total"));
    const auto second = host.ask(counter("b_total"));
    REQUIRE(first != 0);
    CHECK(second != first);
    CHECK(host.ask(counter("a_total")) == first);
    host.table().add(host.services.table(), first, 2);
    host.table().add(host.services.table(), first, 0.5);
    CHECK(host.metrics.value("here a_total") == 2.5);
    CHECK(host.metrics.misuses() == 0);
}

TEST_CASE("metrics: names, labels and buckets are checked") {
    Boundary host;
    const std::string longest(TURNOUT_METRICS_MAX_TEXT, 'n');
    CHECK(host.ask(counter(longest)) != 0);
    for (const auto& name : {std::string{}, std::string{"9lives"}, std::string{"a-b"}, longest + "n"}) {
        CHECK(host.ask(counter(name)) == 0);
        CHECK(host.said().find("the name of a metric is") == 0);
    }
    auto wanted = counter("null");
    wanted.name = {nullptr, 4};
    CHECK(host.ask(wanted) == 0);
    wanted = counter("cut_short");
    wanted.struct_size = 8;
    CHECK(host.ask(wanted) == 0);
    wanted = counter("kindless");
    wanted.kind = 9;
    CHECK(host.ask(wanted) == 0);
    CHECK(host.said() == "there is no kind of metric 9");

    std::array<turnout_label, 9> labels{};
    wanted = counter("labelled");
    wanted.labels = labels.data();
    wanted.labels_count = 1;
    for (const auto* name : {"plugin", "le", "__x", "a b", ""}) {
        labels[0] = {to_str(name), to_str("v")};
        CHECK(host.ask(wanted) == 0);
    }
    labels[0] = labels[1] = {to_str("twice"), to_str("v")};
    wanted.labels_count = 2;
    CHECK(host.ask(wanted) == 0);
    wanted.labels_count = 9;
    CHECK(host.ask(wanted) == 0);
    wanted.labels = nullptr;
    wanted.labels_count = 1;
    CHECK(host.ask(wanted) == 0);

    const std::array falling{2.0, 1.0}, endless{1.0, HUGE_VAL};
    wanted = counter("buckets");
    wanted.kind = TURNOUT_HISTOGRAM;
    CHECK(host.ask(wanted) == 0);
    for (const auto* bounds : {&falling, &endless}) {
        wanted.buckets = bounds->data();
        wanted.buckets_count = bounds->size();
        CHECK(host.ask(wanted) == 0);
    }
    CHECK(host.metrics.asked() == 1); // only the first one got through
}

TEST_CASE("metrics: misuse is counted each time and logged once") {
    Boundary host;
    const auto number = host.ask(counter("a_total"));
    const auto& table = host.table();
    const auto* raw = host.services.table();
    table.add(raw, 0, 1);
    table.add(raw, number + 1, 1);
    table.add(raw, number, -1);
    table.add(raw, number, NAN);
    table.set(raw, number, 1);
    table.observe(raw, number, 1);
    table.observe(raw, UINT64_MAX, 1);
    table.drift(raw, to_str("channel.follow"), {nullptr, 3}, 1);
    CHECK(table.series(raw, nullptr, nullptr) == 0);
    CHECK(host.metrics.misuses() == 9);
    CHECK(host.metrics.value("here a_total") == 0);
    const auto text = host.log->text();
    CHECK(text.find("[here] a metric is refused") == 0);
    CHECK(text.find("refused", 30) == std::string::npos);
}

TEST_CASE("metrics: drift arrives with its type and path") {
    Boundary host;
    host.table().drift(host.services.table(), to_str("channel.follow"), to_str("event.new\nkey"), 3);
    host.table().drift(host.services.table(), to_str("channel.follow"), to_str("event.none"), 0);
    CHECK(host.metrics.value("drift channel.follow event.new\\nkey") == 3);
    CHECK(host.metrics.misuses() == 0);
}

TEST_CASE("metrics: no plugin has more than its series, whatever the port says") {
    Boundary host;
    std::uint64_t last = 0;
    for (unsigned i = 0; i < TURNOUT_METRICS_MAX_SERIES; ++i) last = host.ask(counter("n" + std::to_string(i)));
    CHECK(last == TURNOUT_METRICS_MAX_SERIES);
    CHECK(host.ask(counter("one_more")) == 0);
    CHECK(host.said() == "the plugin has too many series");
    CHECK(host.ask(counter("n7")) == 8);
}
