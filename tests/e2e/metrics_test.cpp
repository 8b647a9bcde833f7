// The metrics page of a running host.
#include "tests/e2e/host_under_test.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

using namespace turnout::test;

namespace {

bool shows(const HostUnderTest& host, const std::string& line) {
    const auto page = host.admin("/metrics");
    CAPTURE(page.body);
    return ("\n" + page.body).find("\n" + line + "\n") != std::string::npos;
}

/// By name: kind and help.
using Families = std::map<std::string, std::pair<std::string, std::string>>;

/// From the lines "# HELP name help" and "# TYPE name kind"; each name must have both, once.
Families page_of(const HostUnderTest& host) {
    Families families;
    std::istringstream page(host.admin("/metrics").body);
    for (std::string line; std::getline(page, line);) {
        std::istringstream words(line);
        std::string hash, what, name, rest;
        words >> hash >> what >> name;
        if (hash != "#") continue;
        std::getline(words >> std::ws, rest);
        auto& part = what == "TYPE" ? families[name].first : families[name].second;
        CAPTURE(line);
        CHECK(part.empty());
        part = rest;
    }
    return families;
}

/// Rows of the table in core/app/README.md: | `name` | kind | labels | help |
Families listed_families() {
    Families families;
    std::ifstream file(TURNOUT_METRICS_LIST);
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("| `turnout_") && !line.starts_with("| `process_")) continue;
        std::vector<std::string> cells;
        std::istringstream row(line);
        for (std::string cell; std::getline(row, cell, '|');) {
            const auto begin = std::min(cell.find_first_not_of(" `"), cell.size());
            cells.push_back(cell.substr(begin, cell.find_last_not_of(" `") + 1 - begin));
        }
        REQUIRE(cells.size() == 5);
        families[cells[1]] = {cells[2], cells[4]};
    }
    return families;
}

} // namespace

TEST_CASE("metrics: the page shows what the plugins count and what the host counts") {
    HostUnderTest host;
    host.configure("plugins.directory = " TURNOUT_EXAMPLES "\n"
                   "plugin.counting.library = counter.so\n"
                   "route.follows.plugin = counting\nroute.follows.type = channel.follow\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.admin("/metrics").status == 200);
    SignedRequest request;
    CHECK(post(host.port(), request).status == 204);
    CHECK(post(host.port(), request).status == 204);
    request.id = "id-2";
    CHECK(post(host.port(), request).status == 204);
    request.signature = "sha256=0";
    CHECK(post(host.port(), request).status == 403);
    CHECK(wait_until([&] { return shows(host, "turnout_plugin_follows_total{plugin=\"counting\"} 2"); }));
    CHECK(wait_until([&] { return shows(host, "turnout_deliveries_total{route=\"follows\",verdict=\"ok\"} 2"); }));
    CHECK(shows(host, "turnout_http_outcomes_total{part=\"callback\",outcome=\"stored\"} 2"));
    CHECK(shows(host, "turnout_http_outcomes_total{part=\"callback\",outcome=\"duplicate\"} 1"));
    CHECK(shows(host, "turnout_http_refused_total{part=\"callback\",status=\"403\",reason=\"signature is wrong\"} 1"));
    CHECK(shows(host, "turnout_journal_accepting 1"));
    CHECK(shows(host, "turnout_journal_commit_events_sum 2"));
    CHECK(shows(host, "turnout_plugin_retained_events{plugin=\"counting\"} 0"));
    CHECK(shows(host, "turnout_refused_retains_total 0"));
    CHECK(wait_until([&] { return shows(host, "turnout_route_backlog{route=\"follows\"} 0"); }));
    CHECK(shows(host, "turnout_route_parked{route=\"@host\",state=\"dead\"} 0"));
    CHECK(host.stop() == 0);
}

TEST_CASE("metrics: the page has the names, kinds and help of the list in the README, and no others") {
    HostUnderTest host;
    host.configure("plugins.directory = " TURNOUT_EXAMPLES "\n"
                   "plugin.counting.library = counter.so\n"
                   "route.follows.plugin = counting\nroute.follows.type = channel.follow\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    SignedRequest request;
    request.signature = "sha256=0"; // something of every name
    CHECK(post(host.port(), request).status == 403);
    request.signature.clear();
    request.body = SignedRequest::follow_by(R"(ada","via":"raid)");
    CHECK(post(host.port(), request).status == 204);
    REQUIRE(wait_until([&] { return shows(host, "turnout_plugin_follows_total{plugin=\"counting\"} 1"); }));
    const auto page = page_of(host);
    const auto listed = listed_families();
    CHECK(listed.size() > 20);
    for (const auto& [name, family] : listed) {
        CAPTURE(name);
        if (name == "turnout_metric_misuse_total") continue; // none was misused
        REQUIRE(page.contains(name));
        CHECK(page.at(name) == family);
    }
    for (const auto& [name, family] : page) {
        CAPTURE(name);
        const bool of_plugin = name == "turnout_plugin_follows_total" || name == "turnout_plugin_last_follow_seconds" ||
                               name == "turnout_plugin_chat_message_bytes";
        CHECK((listed.contains(name) || of_plugin));
    }
    CHECK(host.stop() == 0);
}

TEST_CASE("metrics: values of routes, plugins, durations and the process are what happened") {
    HostUnderTest host;
    host.configure("plugins.directory = " TURNOUT_EXAMPLES "\nplugins.required = counting\n"
                   "plugin.counting.library = counter.so\n"
                   "route.follows.plugin = counting\nroute.follows.type = channel.follow\n"
                   "route.chat.plugin = counting\nroute.chat.type = channel.chat.message\n"
                   "route.chat.circuit = off\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(post(host.port(), {}).status == 204);
    REQUIRE(wait_until([&] { return shows(host, "turnout_route_backlog{route=\"follows\"} 0"); }));
    for (const char* line : {"turnout_attempts_total{route=\"follows\"} 1",
                             "turnout_attempts_total{route=\"chat\"} 0",
                             "turnout_deliveries_total{route=\"follows\",verdict=\"retry\"} 0",
                             "turnout_handler_duration_seconds_count{route=\"follows\"} 1",
                             "turnout_handler_duration_seconds_bucket{route=\"follows\",le=\"+Inf\"} 1",
                             "turnout_handler_duration_seconds_count{route=\"chat\"} 0",
                             "turnout_accept_duration_seconds_count 1",
                             "turnout_journal_commit_events_sum 1",
                             "turnout_journal_commit_events_bucket{le=\"1\"} 1",
                             "turnout_journal_first_sequence 1",
                             "turnout_journal_last_sequence 1",
                             "turnout_journal_over_size 0",
                             "turnout_dead_letters_expired_total{limit=\"age\"} 0",
                             "turnout_route_oldest_unsettled_age_seconds{route=\"follows\"} 0",
                             "turnout_route_circuit{route=\"follows\",state=\"closed\"} 1",
                             "turnout_route_circuit{route=\"follows\",state=\"open\"} 0",
                             "turnout_route_circuit{route=\"follows\",state=\"half_open\"} 0",
                             "turnout_circuit_openings_total{route=\"follows\"} 0",
                             "turnout_route_parked{route=\"follows\",state=\"held\"} 0",
                             "turnout_route_running{route=\"follows\"} 0",
                             "turnout_plugin_running{plugin=\"counting\"} 1",
                             "turnout_plugin_wedged{plugin=\"counting\"} 0",
                             "turnout_plugin_zombies{plugin=\"counting\"} 0",
                             "turnout_plugin_generation{plugin=\"counting\"} 1"}) {
        CAPTURE(line);
        CHECK(shows(host, line));
    }
    const auto number = [&](const std::string& name) {
        const auto text = "\n" + host.admin("/metrics").body;
        const auto place = text.find("\n" + name + " ");
        REQUIRE(place != std::string::npos);
        return std::stod(text.substr(place + name.size() + 2));
    };
    CHECK(number("process_resident_memory_bytes") > 1e6);
    CHECK(number("process_open_fds") > 5);
    CHECK(number("process_open_fds") < number("process_max_fds"));
    CHECK(number("process_cpu_seconds_total") >= 0);
    CHECK(number("process_threads") > 3);
    const auto now = std::chrono::duration<double>{std::chrono::system_clock::now().time_since_epoch()}.count();
    CHECK(number("process_start_time_seconds") > now - 3600);
    CHECK(number("process_start_time_seconds") < now + 60);
    CHECK(number("turnout_accept_duration_seconds_sum") > 0);
    CHECK(host.stop() == 0);
}

TEST_CASE("metrics: what a typed event does not know is counted by type and path") {
    HostUnderTest host;
    host.configure("plugins.directory = " TURNOUT_EXAMPLES "\n"
                   "plugin.counting.library = counter.so\n"
                   "route.follows.plugin = counting\nroute.follows.type = channel.follow\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    SignedRequest request;
    CHECK(post(host.port(), request).status == 204);
    request.id = "id-2";
    request.body = SignedRequest::follow_by(R"(ada","via":"raid)");
    CHECK(post(host.port(), request).status == 204);
    CHECK(wait_until([&] { return shows(host, "turnout_plugin_follows_total{plugin=\"counting\"} 2"); }));
    CHECK(shows(host, "turnout_event_drift_total{path=\"event.via\",type=\"channel.follow\"} 1"));
    CHECK(host.stop() == 0);
}
