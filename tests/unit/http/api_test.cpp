#include "tests/unit/http/api_host.hpp"

#include "core/http/api/bearer_token.hpp"
#include "core/http/api/json.hpp"
#include "core/http/api/problem.hpp"
#include "tests/support/wait.hpp"
#include "tests/unit/http/fake_archive.hpp"

#include <doctest/doctest.h>

#include <condition_variable>
#include <future>
#include <mutex>

namespace turnout::test {
namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// Answers when it is let go; from then on at once.
class SlowResource final : public http::Resource {
public:
    std::string_view path() const override { return "/slow"; }

    std::vector<std::string_view> methods() const override { return {"POST"}; }

    bool is_long(std::string_view /*method*/) const override { return true; }

    Json answer(http::Call& /*call*/) override {
        std::unique_lock lock(mutex_);
        ++entered;
        changed_.wait(lock, [this] { return gone_; });
        return http::make_object();
    }

    void let_go() {
        const std::lock_guard lock(mutex_);
        gone_ = true;
        changed_.notify_all();
    }

    std::atomic<int> entered{0};

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool gone_ = false;
};

/// Asks with whatever stands in the place of the token.
int status_with(const ApiHost& host, const std::string& fields, const std::string& line = "GET /api/v1/status") {
    return host.raw(line, fields).status;
}

} // namespace

TEST_CASE("a bearer token is taken as a whole, and its scheme in any case") {
    const http::BearerToken token("secret-secret");
    CHECK(token.accepts("Bearer secret-secret"));
    CHECK(token.accepts("bearer  secret-secret"));
    for (const char* wrong : {"", "Bearer", "Bearer ", "secret-secret", "Basic secret-secret", "Bearer secret-secre",
                              "Bearer secret-secret1", "Bearer Secret-secret", "Bearersecret-secret"})
        CHECK_FALSE_MESSAGE(token.accepts(wrong), wrong);
    CHECK_THROWS(http::BearerToken(""));
}

TEST_CASE("without the token the API tells nothing, not even which paths there are") {
    const ApiHost host;
    for (const char* line : {"GET /api/v1/status", "GET /api/v1/nothing", "POST /api/v1/status", "GET /api/v1",
                             "DELETE /api/v1/routes/x", "GET /api/v1/openapi.json"}) {
        CHECK(status_with(host, "", line) == 401);
        CHECK(status_with(host, "Authorization: Bearer another-token-that-is-wrong\r\n", line) == 401);
    }
    const std::string right = "Authorization: Bearer the-token-of-the-tests\r\n";
    CHECK(status_with(host, right) == 200);
    CHECK(status_with(host, right + right) == 401); // which of them is meant?
    const auto refused = host.raw("GET /api/v1/status", "");
    CHECK(refused.field("WWW-Authenticate") == "Bearer realm=\"turnout\"");
    CHECK(refused.field("Content-Type") == "application/json");
    CHECK(contains(refused.body, R"("error":"a token is needed")"));
    CHECK(contains(refused.body, R"("advice":")"));
}

TEST_CASE("a token, right or wrong, stands in no log and no answer") {
    ApiHost host;
    host.routes.broken = true;
    CHECK(host.ask("GET /api/v1/routes").status == 500);
    const auto wrong = host.raw("GET /api/v1/status", "Authorization: Bearer wrong-wrong-wrong-wrong\r\n");
    CHECK(wrong.status == 401);
    CHECK_FALSE(contains(wrong.head + wrong.body, "wrong-wrong"));
    CHECK(contains(host.log->text(), "401 token"));
    CHECK(contains(host.log->text(), "GET /routes failed: the store has gone"));
    CHECK_FALSE(contains(host.log->text(), "wrong-wrong"));
    CHECK_FALSE(contains(host.log->text(), "the-token-of-the-tests"));
}

TEST_CASE("health, readiness and metrics need no token") {
    const ApiHost host;
    for (const char* line : {"GET /healthz", "GET /readyz", "GET /metrics"}) CHECK(status_with(host, "", line) == 200);
}

TEST_CASE("what the API refuses is a status and JSON that says why and what to do") {
    const ApiHost host;
    CHECK(host.ask("GET /api/v1/nothing").status == 404);
    CHECK(host.ask("GET /api/v1").status == 404);
    CHECK(host.ask("GET /api/v1/routes/").status == 404);
    CHECK(host.ask("GET /api/v1/routes/%zz").status == 404);
    const auto method = host.ask("POST /api/v1/routes/x");
    CHECK(method.status == 405);
    CHECK(method.field("Allow") == "GET, HEAD, DELETE");
    const auto unknown = host.ask("GET /api/v1/status?verbose=1");
    CHECK(unknown.status == 400);
    CHECK(contains(unknown.body, "'verbose' is no parameter here"));
    CHECK(host.ask("GET /api/v1/status?a=1&a=1").status == 400);
    CHECK(host.ask("GET /api/v1/status", "{}").status == 400);
    const auto counters = host.server.counters();
    CHECK(counters.at("admin.refused.404.path") == 4);
    CHECK(counters.at("admin.refused.405.method") == 1);
    CHECK(counters.at("admin.refused.400.request") == 3);
}

TEST_CASE("a path that only begins like the API's is none of it") {
    const ApiHost host;
    CHECK(host.ask("GET /api/v10/status").status == 404);
    CHECK(host.ask("GET /api").status == 404);
    CHECK_FALSE(contains(host.ask("GET /api").body, "advice"));
}

TEST_CASE("before the host works the API asks for patience") {
    const AlwaysReady readiness;
    const NoMetrics metrics;
    const TestClock clock;
    const auto logger = std::make_shared<spdlog::logger>("test", std::make_shared<LogText>());
    http::AdminServer server{config::Admin{{"127.0.0.1", 0}, {}}, readiness, metrics, clock, logger};
    server.start();
    RawClient client(server.port());
    client.send("GET /api/v1/status HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto response = client.response();
    CHECK(response.status == 503);
    CHECK(response.field("Retry-After") == "5");
    CHECK(contains(response.body, "the host still starts"));
}

TEST_CASE("routes are listed, and only a retired one can be dropped") {
    ApiHost host;
    host.routes.all.resize(2);
    host.routes.all[0].name = "here";
    host.routes.all[0].reason = "plugin x does not run";
    host.routes.all[1].name = "gone";
    host.routes.all[1].retired = true;
    host.routes.all[1].backlog = 7;
    CHECK(contains(host.ask("GET /api/v1/routes").body, R"("name":"here","state":"blocked")"));
    CHECK(contains(host.ask("GET /api/v1/routes/gone").body, R"("state":"retired")"));
    CHECK(host.ask("GET /api/v1/routes/never").status == 404);
    CHECK(host.ask("DELETE /api/v1/routes/here").status == 409);
    CHECK(host.ask("DELETE /api/v1/routes/never").status == 404);
    CHECK(host.routes.dropped.empty());
    CHECK(host.ask("DELETE /api/v1/routes/%67one").body == "{\"dropped\":\"gone\",\"backlog\":7}\n");
    CHECK(host.routes.dropped == std::vector<std::string>{"gone"});
}

TEST_CASE("a route is paused and resumed, unless its configuration pauses it") {
    ApiHost host;
    host.routes.all.resize(2);
    host.routes.all[0].name = "here";
    host.routes.all[1].name = "gone";
    host.routes.all[1].retired = true;
    CHECK(contains(host.ask("POST /api/v1/routes/here/pause").body, R"("name":"here","state":"paused")"));
    CHECK(contains(host.ask("POST /api/v1/routes/here/resume", "{}").body, R"("name":"here","state":"active")"));
    CHECK(host.ask("POST /api/v1/routes/here/pause", R"({"for":"1h"})").status == 400);
    CHECK(host.ask("GET /api/v1/routes/here/pause").status == 405);
    CHECK(host.ask("POST /api/v1/routes/gone/pause").status == 409);
    CHECK(host.ask("POST /api/v1/routes/never/pause").status == 404);
    host.routes.fixed = true;
    CHECK(contains(host.ask("POST /api/v1/routes/here/resume").body, "is paused by the configuration"));
}

TEST_CASE("the API describes itself") {
    const ApiHost host;
    const auto response = host.ask("GET /api/v1/openapi.json");
    CHECK(response.status == 200);
    CHECK(response.body.starts_with(R"({"openapi":"3.0.3")"));
}

TEST_CASE("a body that is too large is refused before it is read") {
    const ApiHost host;
    RawClient client(host.server.port());
    client.send("POST /api/v1/status HTTP/1.1\r\nHost: h\r\nContent-Length: 65537\r\n\r\n");
    CHECK(client.response().status == 413);
}

TEST_CASE("parameters are read strictly, from a query and from JSON") {
    using http::Parameters, http::Problem;
    auto query = Parameters::from_query("a=x%20y&n=7&list=1,2&yes=true&t=2026-01-31T12:00:00Z&none=");
    CHECK(query.text("a") == "x y");
    CHECK(query.number("n") == 7U);
    CHECK(query.numbers("list") == std::vector<std::uint64_t>{1, 2});
    CHECK(query.flag("yes"));
    CHECK_FALSE(query.flag("no"));
    CHECK(query.time("t").has_value());
    CHECK_FALSE(query.number("absent").has_value());
    CHECK_THROWS_AS(query.text("none"), Problem);
    CHECK_THROWS_AS(query.number("a"), Problem);
    CHECK_THROWS_AS(query.number("n", {8, 9}), Problem);
    CHECK_THROWS_AS(query.time("a"), Problem);
    CHECK_THROWS_AS(query.flag("n"), Problem);
    CHECK_NOTHROW(query.finish());

    auto json =
        Parameters::from_json(R"({"a":"x","n":7,"list":[1,2],"yes":true,"ids":["p","q"],"minus":-1,"half":1.5})");
    CHECK(json.text("a") == "x");
    CHECK(json.number("n") == 7U);
    CHECK(json.numbers("list") == std::vector<std::uint64_t>{1, 2});
    CHECK(json.texts("ids") == std::vector<std::string>{"p", "q"});
    CHECK(json.flag("yes"));
    CHECK_THROWS_AS(json.finish(), Problem);
    CHECK_THROWS_AS(json.number("minus"), Problem);
    CHECK_THROWS_AS(json.number("half"), Problem);
    CHECK_THROWS_AS(json.number("yes"), Problem);
    CHECK_THROWS_AS(json.text("n"), Problem);
    CHECK_THROWS_AS(json.flag("n"), Problem);
    CHECK_THROWS_AS(json.numbers("ids"), Problem);
    CHECK_NOTHROW(json.finish());
    const std::string deep(100, '[');
    for (const std::string& bad : {std::string("[1]"), std::string("{"), std::string("null"), std::string("1 2"), deep})
        CHECK_THROWS_AS(Parameters::from_json(bad), Problem);
}

TEST_CASE("long requests leave workers to what is quick, and more of them are refused at once") {
    auto made = std::make_unique<SlowResource>();
    auto* const slow = made.get();
    http::Api::Resources resources;
    resources.push_back(std::move(made));
    const ApiHost host(std::move(resources));
    std::vector<std::future<int>> under_way;
    for (int i = 0; i < http::Api::long_actions; ++i)
        under_way.push_back(std::async(std::launch::async, [&] { return host.ask("POST /api/v1/slow").status; }));
    const bool all_in = wait_until([&] { return slow->entered == http::Api::long_actions; });
    CHECK(all_in);
    const auto refused = host.ask("POST /api/v1/slow");
    CHECK(refused.status == 503);
    CHECK(refused.head.find("Retry-After: ") != std::string::npos);
    CHECK(refused.body.find("at work on 2 long requests already") != std::string::npos);
    CHECK(host.ask("GET /healthz").status == 200);
    CHECK(host.ask("GET /metrics").status == 200);
    CHECK(host.ask("GET /api/v1/routes").status == 200);
    slow->let_go();
    for (auto& one : under_way) CHECK(one.get() == 200);
    CHECK(host.ask("POST /api/v1/slow").status == 200);
}

TEST_CASE("replays and drops are long requests") {
    FakeArchive archive;
    FakeRoutes routes;
    CHECK(http::make_dead_replay_resource(archive, routes)->is_long("POST"));
    CHECK(http::make_dead_drop_resource(archive)->is_long("POST"));
    CHECK(http::make_events_replay_resource(archive, routes)->is_long("POST"));
    CHECK(http::make_route_resource(routes)->is_long("DELETE"));
    CHECK_FALSE(http::make_route_resource(routes)->is_long("GET"));
    CHECK_FALSE(http::make_status_resource(routes)->is_long("GET"));
}

TEST_CASE("a POST that says nothing of a body has none") {
    ApiHost host;
    host.routes.all.resize(1);
    host.routes.all[0].name = "main";
    CHECK(host.ask_without_length("POST /api/v1/routes/main/pause").status == 200);
    CHECK(host.routes.all[0].paused);
    CHECK(host.ask_without_length("POST /api/v1/routes/main/resume").status == 200);
    CHECK_FALSE(host.routes.all[0].paused);
}

} // namespace turnout::test
