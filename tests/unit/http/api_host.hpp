// An admin server with the API over ports that a test fills.
#pragma once
#include "core/http/admin_server.hpp"
#include "core/http/api/resources.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/unit/http/test_clock.hpp"
#include "tests/unit/plugin/fixture/log_text.hpp"

#include <spdlog/logger.h>

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace turnout::test {

class FakeRoutes final : public http::RoutesPort, public http::StatusPort {
public:
    std::vector<delivery::RouteStatus> routes() const override {
        if (broken) throw std::runtime_error("the store has gone");
        return all;
    }

    std::vector<delivery::PluginStatus> plugins() const override { return running; }

    turnout::plugins::ZombieStatus zombies() const override { return former; }

    bool pause(const std::string& route, bool paused) override {
        for (auto& each : all)
            if (each.name == route) each.paused = paused || fixed;
        return paused || !fixed;
    }

    /// A configured route takes what `refuses` does not name for it.
    std::optional<std::vector<std::string>> passed_by(const std::string& route,
                                                      const std::vector<journal::StoredEvent>& events) const override {
        const auto known =
            std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == route && !each.retired; });
        if (known == all.end()) return std::nullopt;
        std::vector<std::string> conditions;
        for (const auto& each : events) {
            const auto found = refuses.find({route, std::string(each.event.message_id)});
            conditions.push_back(found == refuses.end() ? std::string() : found->second);
        }
        return conditions;
    }

    void replayed(const std::string& route) override { reloaded.push_back(route); }

    void drop(const std::string& route) override { dropped.push_back(route); }

    http::HostStatus status() const override { return host; }

    std::vector<delivery::RouteStatus> all;
    std::vector<delivery::PluginStatus> running;
    turnout::plugins::ZombieStatus former;
    std::map<std::pair<std::string, std::string>, std::string> refuses; ///< route and id of a message, condition
    std::vector<std::string> dropped, reloaded;
    http::HostStatus host;
    bool broken = false;
    bool fixed = false; ///< the configuration pauses all routes
};

class AlwaysReady final : public http::Readiness {
public:
    std::vector<std::string> reasons() const override { return {}; }
};

class NoMetrics final : public http::MetricsPage {
public:
    std::string text() const override { return ""; }
};

/// The token is "the-token-of-the-tests".
class ApiHost {
public:
    explicit ApiHost(http::Api::Resources more = {}) {
        http::Api::Resources resources = std::move(more);
        resources.push_back(http::make_status_resource(routes));
        resources.push_back(http::make_routes_resource(routes));
        resources.push_back(http::make_route_resource(routes));
        resources.push_back(http::make_route_pause_resource(routes, true));
        resources.push_back(http::make_route_pause_resource(routes, false));
        resources.push_back(http::make_plugins_resource(routes));
        resources.push_back(http::make_openapi_resource());
        api = std::make_unique<http::Api>(token, std::move(resources), logger);
        server.open(*api);
        server.start();
    }

    /// `line`: method and target; `fields`: further header lines, each with its CRLF.
    RawResponse raw(const std::string& line, const std::string& fields, const std::string& body = {}) const {
        RawClient client(server.port());
        client.send(line + " HTTP/1.1\r\nHost: h\r\n" + fields + "Content-Length: " + std::to_string(body.size()) +
                    "\r\n\r\n" + body);
        return client.response();
    }

    /// As curl sends it if nothing is said of a body.
    RawResponse ask_without_length(const std::string& line) const {
        RawClient client(server.port());
        client.send(line + " HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer the-token-of-the-tests\r\n\r\n");
        return client.response();
    }

    RawResponse ask(const std::string& line, const std::string& body = {}) const {
        return raw(line, "Authorization: Bearer the-token-of-the-tests\r\nContent-Type: application/json\r\n", body);
    }

    FakeRoutes routes;
    AlwaysReady readiness;
    NoMetrics metrics;
    TestClock clock;
    std::shared_ptr<LogText> log = std::make_shared<LogText>();
    std::shared_ptr<spdlog::logger> logger = std::make_shared<spdlog::logger>("test", log);
    http::BearerToken token{"the-token-of-the-tests"};
    std::unique_ptr<http::Api> api;
    http::AdminServer server{config::Admin{{"127.0.0.1", 0}, {}}, readiness, metrics, clock, logger};
};

} // namespace turnout::test
