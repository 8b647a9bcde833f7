#include "core/http/admin_server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/unit/http/test_clock.hpp"
#include "tests/unit/plugin/fixture/log_text.hpp"

#include <doctest/doctest.h>
#include <mutex>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

namespace turnout::test {
namespace {

class FakeReadiness final : public http::Readiness {
public:
    std::vector<std::string> reasons() const override {
        const std::lock_guard lock(mutex_);
        if (failing_) throw std::runtime_error("cannot tell");
        return reasons_;
    }

    void set(std::vector<std::string> reasons) {
        const std::lock_guard lock(mutex_);
        reasons_ = std::move(reasons);
    }

    void fail() {
        const std::lock_guard lock(mutex_);
        failing_ = true;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> reasons_;
    bool failing_ = false;
};

class FakeMetrics final : public http::MetricsPage {
public:
    std::string text() const override { return "turnout_build_info 1\n"; }
};

struct AdminHost {
    AdminHost() {
        logger->set_pattern("%l %v");
        server.start();
    }

    RawResponse ask(const std::string& line) const {
        RawClient client(server.port());
        client.send(line + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n");
        return client.response();
    }

    FakeReadiness readiness;
    FakeMetrics metrics;
    TestClock clock;
    std::shared_ptr<LogText> log = std::make_shared<LogText>();
    std::shared_ptr<spdlog::logger> logger = std::make_shared<spdlog::logger>("test", log);
    http::AdminServer server{config::Admin{{"127.0.0.1", 0}, {}}, readiness, metrics, clock, logger};
};

} // namespace

TEST_CASE("/healthz is 200 ok") {
    const AdminHost host;
    const RawResponse response = host.ask("GET /healthz");
    CHECK(response.status == 200);
    CHECK(response.body == "ok");
}

TEST_CASE("/readyz is 200, or 503 with one reason per line") {
    AdminHost host;
    CHECK(host.ask("GET /readyz").status == 200);
    host.readiness.set({"the journal is closed: disk full", "no plugin runs"});
    const RawResponse response = host.ask("GET /readyz");
    CHECK(response.status == 503);
    CHECK(response.body == "the journal is closed: disk full\nno plugin runs\n");
    CHECK(host.ask("GET /healthz").status == 200);
}

TEST_CASE("/metrics is the page as it is") {
    const AdminHost host;
    const RawResponse response = host.ask("GET /metrics");
    CHECK(response.status == 200);
    CHECK(response.field("Content-Type") == "text/plain");
    CHECK(response.body == "turnout_build_info 1\n");
    CHECK(host.ask("POST /metrics").status == 405);
}

TEST_CASE("other paths and methods of the admin port") {
    const AdminHost host;
    CHECK(host.ask("GET /").status == 404);
    CHECK(host.ask("POST /eventsub").status == 404);
    const RawResponse response = host.ask("POST /readyz");
    CHECK(response.status == 405);
    CHECK(response.field("Allow") == "GET, HEAD");
}

TEST_CASE("refusals of the admin port are counted and logged") {
    const AdminHost host;
    CHECK(host.ask("GET /").status == 404);
    CHECK(host.ask("POST /readyz").status == 405);
    CHECK(host.ask("GET /readyz\r\nTransfer-Encoding: nonsense\r\nX:").status == 400);
    const auto counters = host.server.counters();
    CHECK(counters.at("admin.refused.404.path") == 1);
    CHECK(counters.at("admin.refused.405.method") == 1);
    CHECK(host.log->text().find("info refused a request of 127.0.0.1") != std::string::npos);
    CHECK(host.log->text().find(": 404 path") != std::string::npos);
    CHECK(host.log->text().find(": 400 ") != std::string::npos);
}

TEST_CASE("a handler that throws is a 500 for its client and nothing for the next one") {
    AdminHost host;
    host.readiness.fail();
    CHECK(host.ask("GET /readyz").status == 500);
    CHECK(host.ask("GET /healthz").status == 200);
}

TEST_CASE("an address that is taken is an error that names it") {
    const AdminHost host;
    const FakeReadiness readiness;
    const auto logger = std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>());
    const config::Admin same{{"127.0.0.1", host.server.port()}, {}};
    CHECK_THROWS_WITH_AS(http::AdminServer(same, readiness, host.metrics, host.clock, logger),
                         doctest::Contains(std::to_string(host.server.port()).c_str()), std::runtime_error);
}

} // namespace turnout::test
