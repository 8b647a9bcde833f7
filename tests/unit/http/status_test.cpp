// What the API tells of the host and of its plugins.
#include "tests/unit/http/api_host.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <optional>

namespace turnout::test {
namespace {

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("status tells readiness with reasons") {
    ApiHost host;
    host.routes.host.version = "9.8.7";
    host.routes.host.reasons = {"the disk is full \xff"};
    host.routes.host.refusing = "full";
    const auto response = host.ask("GET /api/v1/status");
    CHECK(response.status == 200);
    CHECK(response.field("Cache-Control") == "no-store");
    CHECK(contains(response.body, R"("version":"9.8.7")"));
    CHECK(contains(response.body, R"("ready":false)"));
    CHECK(contains(response.body, "the disk is full \xEF\xBF\xBD"));
    CHECK(contains(response.body, R"("accepting":false)"));
    RawClient client(host.server.port());
    client.send("HEAD /api/v1/status HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer the-token-of-the-tests\r\n"
                "Connection: close\r\n\r\n");
    const auto head = client.until_end();
    CHECK(contains(head, "200 OK"));
    CHECK(head.ends_with("\r\n\r\n"));
}

TEST_CASE("status tells how the former run has crashed, if it has") {
    ApiHost host;
    CHECK_FALSE(contains(host.ask("GET /api/v1/status").body, "last_crash"));
    host.routes.host.last_crash = {
        std::nullopt, "SIGSEGV", "a null pointer was used", "7 worker-1",           "odd", "handle()", "main",
        "main/1/0",   "a1b2",    "channel.follow",          "/state/crash-last.txt"};
    CHECK(contains(host.ask("GET /api/v1/status").body,
                   R"("last_crash":{"time":null,"signal":"SIGSEGV","cause":"a null pointer was used",)"
                   R"x("thread":"7 worker-1","plugin":"odd","call":"handle()","route":"main","delivery":"main/1/0",)x"
                   R"("message_id":"a1b2","type":"channel.follow","report":"/state/crash-last.txt"})"));
}

TEST_CASE("plugins are listed with what stays of former ones, in the status as well") {
    ApiHost host;
    host.routes.running.resize(2);
    host.routes.running[0].name = "odd";
    host.routes.running[0].running = true;
    host.routes.running[0].generation = 3;
    host.routes.running[1].name = "even";
    host.routes.running[1].reason = "port in use";
    const eventsub::Time since{std::chrono::sys_days(std::chrono::year(2026) / 3 / 14)};
    host.routes.former = {{{"odd", "/p/odd.so", 1, since, "it has unique symbols"},
                           {"gone", "/p/gone.so", 0, since, "it hangs in create()"}},
                          2};
    host.routes.host.each_plugin = host.routes.running;
    host.routes.host.zombies = host.routes.former;
    for (const char* line : {"GET /api/v1/plugins", "GET /api/v1/status"}) {
        CAPTURE(line);
        const auto body = host.ask(line).body;
        CHECK(contains(body, R"("name":"odd","running":true,"generation":3,"slots":0)"));
        CHECK(contains(body, R"("wedged":false,"zombies":1})"));
        CHECK(contains(body, R"("wedged":false,"zombies":0,"reason":"port in use"})"));
        CHECK(contains(body, R"({"plugin":"odd","library":"/p/odd.so","generation":1,)"
                             R"("since":"2026-03-14T00:00:00.000000000Z","cause":"it has unique symbols"})"));
        CHECK(contains(body, R"("plugin":"gone","library":"/p/gone.so","generation":0)"));
        CHECK(contains(body, R"("max_zombies":2)"));
    }
}

TEST_CASE("how a plugin's process has ended, and what it said last, stands with the plugin") {
    ApiHost host;
    host.routes.running.resize(1);
    host.routes.running[0].name = "apart";
    host.routes.running[0].process = {0, 3, "was ended by signal 11", {"one \xff", "two"}};
    host.routes.host.each_plugin = host.routes.running;
    for (const char* line : {"GET /api/v1/plugins", "GET /api/v1/status"}) {
        CAPTURE(line);
        const auto body = host.ask(line).body;
        CHECK(contains(body, R"("process":{"running":false,"restarts":3,"last_end":"was ended by signal 11")"));
        CHECK(contains(body, "\"last_lines\":[\"one \xEF\xBF\xBD\",\"two\"]}"));
    }
}

} // namespace turnout::test
