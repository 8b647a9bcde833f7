#include "core/app/host_figures.hpp"

#include "core/app/version.hpp"

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace turnout::app {

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;
using Labels = std::initializer_list<std::pair<const char*, std::string_view>>;

MetricFamily family(const char* name, const char* help, MetricType type) {
    return {name, help, type, {}};
}

void add(MetricFamily& family, const Labels& labels, std::uint64_t value) {
    ClientMetric metric;
    for (const auto& [name, text] : labels) metric.label.push_back({name, std::string{text}});
    (family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = static_cast<double>(value);
    family.metric.push_back(std::move(metric));
}

std::string_view take_word(std::string_view& text) {
    const auto end = std::min(text.find('.'), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

/// Names are "callback.stored", "gate.refused.400.framing" and so on, see http::Counters.
void collect_http(const http::PublicServer& server, const http::AdminServer& admin, std::vector<MetricFamily>& all) {
    auto outcomes = family("turnout_http_outcomes_total",
                           "What became of requests that were not refused, and the like.", MetricType::Counter);
    auto refusals =
        family("turnout_http_refused_total", "Requests refused, by status and reason.", MetricType::Counter);
    auto counters = server.counters();
    counters.merge(admin.counters());
    for (const auto& [name, count] : counters) {
        std::string_view rest = name;
        const auto part = take_word(rest);
        const auto outcome = take_word(rest);
        if (outcome == "refused" && !rest.empty()) {
            const auto status = take_word(rest);
            add(refusals, {{"part", part}, {"status", status}, {"reason", rest}}, count);
        } else {
            add(outcomes, {{"part", part}, {"outcome", std::string_view{name}.substr(part.size() + 1)}}, count);
        }
    }
    auto connections = family("turnout_http_connections", "Open connections of the public port.", MetricType::Gauge);
    add(connections, {}, server.connections());
    for (auto* one : {&outcomes, &refusals, &connections}) all.push_back(std::move(*one));
}

void collect_delivery(const delivery::Engine& engine, std::vector<MetricFamily>& all) {
    const auto totals = engine.totals();
    auto attempts = family("turnout_attempts_total", "Deliveries handed to a plugin.", MetricType::Counter);
    add(attempts, {}, totals.handed_out);
    auto deliveries =
        family("turnout_deliveries_total", "What attempts came to; dead includes rejected.", MetricType::Counter);
    add(deliveries, {{"outcome", "done"}}, totals.done);
    add(deliveries, {{"outcome", "retried"}}, totals.retried);
    add(deliveries, {{"outcome", "rejected"}}, totals.rejected);
    add(deliveries, {{"outcome", "deferred"}}, totals.deferred);
    add(deliveries, {{"outcome", "dead"}}, totals.dead);
    auto late = family("turnout_late_completions_total",
                       "Completions that were late, double, forged or another plugin's.", MetricType::Counter);
    add(late, {}, totals.late_completions);
    auto refused =
        family("turnout_refused_retains_total",
               "Calls of retain() and release() for what is not the plugin's, or over the limit.", MetricType::Counter);
    add(refused, {}, totals.refused_retains);
    auto retained =
        family("turnout_plugin_retained_events", "Events that a plugin keeps in memory.", MetricType::Gauge);
    for (const auto& plugin : engine.plugins()) add(retained, {{"plugin", plugin.name}}, plugin.retained);
    for (auto* one : {&attempts, &deliveries, &late, &refused, &retained}) all.push_back(std::move(*one));
}

void collect_journal(const journal::Journal& journal, std::vector<MetricFamily>& all) {
    auto accepting = family("turnout_journal_accepting", "1 while events can be stored.", MetricType::Gauge);
    add(accepting, {}, journal.state().accepting ? 1 : 0);
    auto last = family("turnout_journal_last_sequence", "Number of the newest event.", MetricType::Gauge);
    const auto newest = journal.last();
    add(last, {}, newest);
    auto backlog = family("turnout_route_backlog", "Events that a route has not settled or parked.", MetricType::Gauge);
    auto parked =
        family("turnout_route_parked", "Deliveries that did not succeed at once, by state.", MetricType::Gauge);
    const auto add_parked = [&](std::string_view route) {
        const auto counts = journal.counts(std::string{route});
        add(parked, {{"route", route}, {"state", "waiting"}}, counts.waiting);
        add(parked, {{"route", route}, {"state", "held"}}, counts.held);
        add(parked, {{"route", route}, {"state", "dead"}}, counts.dead);
    };
    for (const auto& cursor : journal.cursors()) {
        const auto settled = cursor.settled_to + cursor.settled_above.size();
        add(backlog, {{"route", cursor.route}}, newest > settled ? newest - settled : 0);
        add_parked(cursor.route);
    }
    add_parked(journal::host_route);
    for (auto* one : {&accepting, &last, &backlog, &parked}) all.push_back(std::move(*one));
}

} // namespace

void HostFigures::serve(const journal::Journal& journal, const delivery::Engine& engine,
                        const http::PublicServer& server, const http::AdminServer& admin) {
    const std::lock_guard lock{mutex_};
    journal_ = &journal;
    engine_ = &engine;
    server_ = &server;
    admin_ = &admin;
}

void HostFigures::withdraw() {
    const std::lock_guard lock{mutex_};
    journal_ = nullptr;
    engine_ = nullptr;
    server_ = nullptr;
    admin_ = nullptr;
}

std::vector<MetricFamily> HostFigures::collect() const {
    std::vector<MetricFamily> all;
    auto build = family("turnout_build_info", "1, labelled with the version.", MetricType::Gauge);
    add(build, {{"version", version}}, 1);
    all.push_back(std::move(build));
    const std::lock_guard lock{mutex_};
    if (journal_ == nullptr) return all;
    collect_http(*server_, *admin_, all);
    collect_delivery(*engine_, all);
    collect_journal(*journal_, all);
    return all;
}

} // namespace turnout::app
