// What a new configuration changes of a running host, and what has to wait for its next start.
#include "core/app/reload/plan.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace turnout;

namespace {

app::Plan plan_of(const config::Config& before, const config::Config& after) {
    return app::make_plan(before, after, {}, [](const auto&) { return ""; });
}

} // namespace

TEST_CASE("A plan names what is applied at once and what needs a restart, each in its place") {
    const config::Config before;
    auto after = before;
    CHECK(plan_of(before, after).empty());
    after.http.max_body *= 2;
    after.http.workers += 1;
    after.journal.dead_max_count -= 1;
    after.journal.dedup_window *= 2;
    after.delivery.workers += 3;
    const auto plan = plan_of(before, after);
    CHECK(plan.settings == std::vector<std::string>{"http.max_body", "journal.dead.max_count", "delivery.workers"});
    CHECK(plan.needs_restart == std::vector<std::string>{"http.workers", "journal.dedup_window"});
    CHECK_FALSE(plan.empty());
}

TEST_CASE("What needs a restart stays as it was, and everything else is the new one's") {
    const config::Config before;
    auto after = before;
    after.http.path = "/elsewhere";
    after.http.workers += 1;
    after.delivery.workers += 3;
    after.delivery.window *= 2;
    const auto applied = app::applicable(before, after);
    CHECK(applied.http.path == "/elsewhere");
    CHECK(applied.http.workers == before.http.workers);
    CHECK(applied.delivery.workers == after.delivery.workers);
    CHECK(applied.delivery.window == before.delivery.window);
    after.delivery.workers = before.delivery.workers;
    after.http.path = before.http.path;
    CHECK(plan_of(before, app::applicable(before, after)).empty());
}

TEST_CASE("Another address of a port that the host has needs a restart, one of another port does not") {
    config::Config before;
    before.http.address = {"*", 8080};
    before.admin.address = {"127.0.0.1", 8081};
    const auto later = [&](const config::Address& http, const config::Address& admin) {
        auto after = before;
        after.http.address = http;
        after.admin.address = admin;
        after.http.path = "/elsewhere";
        const auto plan = plan_of(before, after);
        CHECK(plan.settings.size() + plan.needs_restart.size() > 1);
        CHECK(app::applicable(before, after).http.path == "/elsewhere");
        return plan.needs_restart;
    };
    using Keys = std::vector<std::string>;
    CHECK(later({"127.0.0.1", 8080}, before.admin.address) == Keys{"http.address"});
    CHECK(later({"127.0.0.1", 8082}, before.admin.address).empty());
    CHECK(later({"*", 8081}, {"127.0.0.1", 8080}) == Keys{"http.address", "admin.address"});
    CHECK(later(before.http.address, {"127.0.0.2", 8081}).empty());
    CHECK(later(before.http.address, {"0.0.0.0", 8081}) == Keys{"admin.address"});
    CHECK(later({"*", 0}, before.admin.address).empty());
}

TEST_CASE("An age that the window in force does not allow waits for the restart that brings the window") {
    config::Config before;
    auto after = before;
    after.journal.dedup_window = 3 * before.journal.dedup_window;
    after.eventsub.max_age = before.journal.dedup_window;
    CHECK(plan_of(before, after).needs_restart == std::vector<std::string>{"journal.dedup_window", "eventsub.max_age"});
    CHECK(app::applicable(before, after).eventsub.max_age == before.eventsub.max_age);
    after.eventsub.max_age = 2 * before.eventsub.max_age;
    CHECK(plan_of(before, after).settings == std::vector<std::string>{"eventsub.max_age"});
}
