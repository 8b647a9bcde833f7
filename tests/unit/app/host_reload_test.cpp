// What a reload does when something fails after routes and plugins were exchanged.
#include "core/app/metrics.hpp"
#include "core/app/reload/aftermath.hpp"
#include "core/app/reload/host_reload.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/delivery/fake_journal.hpp"

#include <doctest/doctest.h>
#include <spdlog/sinks/null_sink.h>

#include <chrono>
#include <memory>
#include <stdexcept>

using namespace turnout;

namespace {

config::Route route(std::string name) {
    config::Route route;
    route.name = std::move(name);
    route.plugin = "nobody";
    return route;
}

config::Config configuration(const std::filesystem::path& directory) {
    config::Config config;
    config.state_directory = directory;
    config.http.address = config.admin.address = {"127.0.0.1", 0};
    config.eventsub.secret = config::Secret("0123456789abcdef");
    config.plugin_options.directory = directory / "code";
    config.routes = {route("stays"), route("gone")};
    return config;
}

/// A host that does not listen, without plugins.
class Bench {
public:
    Bench() { engine->start({{route("stays"), nullptr}, {route("gone"), nullptr}}); }

    Bench(const Bench&) = delete;
    Bench& operator=(const Bench&) = delete;

    ~Bench() { engine->stop(std::chrono::seconds{5}); }

    const test::TemporaryDirectory directory;
    const config::Config config = configuration(directory.path());
    const eventsub::SystemClock clock;
    const app::Logs logs{"debug", std::make_shared<spdlog::sinks::null_sink_mt>()};
    delivery::test::FakeJournal journal; ///< it takes no limits
    const std::unique_ptr<delivery::Engine> engine =
        delivery::Engine::create(journal, clock, logs.get("delivery"), {config.delivery, {}, 1});
    plugins::PluginSet set{app::plugin_options(config), *engine, logs.get("plugin")};
    app::RouteChallenges challenges{config.routes};
    app::HostReadiness readiness;
    app::Metrics metrics;
    http::PublicServer server{config.http, config.eventsub, {journal, challenges, clock}, logs.get("http")};
    http::AdminServer admin{config.admin, readiness, metrics, clock, logs.get("admin")};
    http::BearerToken token{"the-token-of-the-tests"};
    app::HostReload reload{
        {set, journal, *engine, server, admin, token, challenges, readiness, metrics.figures(), logs},
        std::make_shared<const config::Config>(config)};
};

} // namespace

TEST_CASE("aftermath: a step that fails is a warning that says why, one that does not is none") {
    std::vector<std::string> warnings;
    CHECK(app::attempt(warnings, "nothing", [] {}));
    CHECK(warnings.empty());
    CHECK_FALSE(app::attempt(warnings, "the tap is open", [] { throw std::runtime_error("it is stuck"); }));
    CHECK(warnings == std::vector<std::string>{"the tap is open: it is stuck"});
}

TEST_CASE("reload: what fails after the exchange does not refuse it, and is tried again by the next one") {
    Bench bench;
    auto next = bench.config;
    next.routes.pop_back();
    next.http.path = "/elsewhere";
    next.journal.retention = std::chrono::hours{1};
    bench.journal.refuse_retiring(true);
    const auto done = bench.reload.apply(next, true, false);
    CHECK(done.done);
    CHECK(done.problems.empty());
    REQUIRE(done.warnings.size() == 2);
    CHECK(done.warnings[0].starts_with("the limits of the journal are as they were: "));
    CHECK(done.warnings[1] == "routes that are gone do not stand as retired yet: the disk is full");
    CHECK(bench.engine->route("stays") != nullptr);
    CHECK(bench.engine->route("gone") == nullptr);
    const auto& current = bench.reload.current();
    CHECK(current->routes.size() == 1);
    CHECK(current->http.path == "/elsewhere");
    CHECK(current->journal.retention == bench.config.journal.retention);
    CHECK_FALSE(bench.journal.disk().cursors.at("gone").retired);

    bench.journal.refuse_retiring(false);
    const auto again = bench.reload.apply(next, true, false);
    CHECK(again.done);
    CHECK(again.changes == std::vector<std::string>{"journal.retention: changed"});
    CHECK(again.warnings.size() == 1);
    CHECK(bench.journal.disk().cursors.at("gone").retired);
}

TEST_CASE("reload: what is refused before the exchange leaves everything as it was") {
    Bench bench;
    auto next = bench.config;
    next.routes.push_back(route("new"));
    bench.journal.refuse_opening();
    const auto refused = bench.reload.apply(next, true, false);
    CHECK_FALSE(refused.done);
    CHECK(refused.problems.size() == 1);
    CHECK(refused.warnings.empty());
    CHECK(bench.engine->route("new") == nullptr);
    CHECK(bench.reload.current()->routes.size() == 2);
}
