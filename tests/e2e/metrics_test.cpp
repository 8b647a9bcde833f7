// The metrics page of a running host.
#include "tests/e2e/host_under_test.hpp"

#include <doctest/doctest.h>

using namespace turnout::test;

namespace {

bool shows(const HostUnderTest& host, const std::string& line) {
    const auto page = host.admin("/metrics");
    CAPTURE(page.body);
    return ("\n" + page.body).find("\n" + line + "\n") != std::string::npos;
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
    CHECK(wait_until([&] { return shows(host, "turnout_deliveries_total{outcome=\"done\"} 2"); }));
    CHECK(shows(host, "turnout_http_outcomes_total{part=\"callback\",outcome=\"stored\"} 2"));
    CHECK(shows(host, "turnout_http_outcomes_total{part=\"callback\",outcome=\"duplicate\"} 1"));
    CHECK(shows(host, "turnout_http_refused_total{part=\"callback\",status=\"403\",reason=\"signature is wrong\"} 1"));
    CHECK(shows(host, "turnout_journal_accepting 1"));
    CHECK(shows(host, "turnout_plugin_retained_events{plugin=\"counting\"} 0"));
    CHECK(shows(host, "turnout_refused_retains_total 0"));
    CHECK(wait_until([&] { return shows(host, "turnout_route_backlog{route=\"follows\"} 0"); }));
    CHECK(shows(host, "turnout_route_parked{route=\"@host\",state=\"dead\"} 0"));
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
