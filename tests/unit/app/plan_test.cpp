// What a new configuration changes of a running host, and what has to wait for its next start.
#include "core/app/reload/plan.hpp"

#include <doctest/doctest.h>

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
