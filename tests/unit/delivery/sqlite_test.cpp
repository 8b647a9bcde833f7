// The engine over the journal that ships.
#include "bench.hpp"
#include "core/journal/sqlite/sqlite_journal.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/journal/journal_host.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>
#include <random>

using namespace turnout;
using namespace turnout::delivery::test;
using turnout::test::Message;
using turnout::test::silent_logger;
using turnout::test::TemporaryDirectory;

namespace {

/// Passes on what the journal says.
struct Listener final : journal::Listener {
    void answered(std::vector<journal::Answer>& answers) override {
        for (auto& answer : answers) answer.submission.reset();
        stored += static_cast<int>(answers.size());
    }

    void appended(journal::Sequence) override {
        const std::lock_guard lock{mutex};
        if (engine != nullptr) engine->notify();
    }

    std::mutex mutex;
    delivery::Engine* engine = nullptr;
    std::atomic<int> stored{0};
};

journal::SqliteOptions options(const std::filesystem::path& directory) {
    journal::SqliteOptions options;
    options.directory = directory;
    options.min_free_disk = 0;
    options.checkpoint_pages = 1'000'000; // so that a copy of the files is what a crash would leave
    return options;
}

/// A host without its outside.
class Host {
public:
    explicit Host(const std::filesystem::path& directory, config::Delivery limits = {4, 64})
        : journal(journal::open_sqlite(options(directory), clock, silent_logger())) {
        delivery::Engine::Options engine_options;
        engine_options.limits = limits;
        engine_options.seed = 1;
        engine = delivery::Engine::create(*journal, clock, silent_logger(), engine_options);
        listener.engine = engine.get();
        journal->start(listener);
    }

    ~Host() {
        engine->stop(std::chrono::seconds{10});
        journal->stop();
    }

    void append(int count, int keys) {
        for (int index = 0; index < count; ++index) {
            auto message = std::make_unique<Message>("m" + std::to_string(++number_), "{\"event\":{}}");
            keys_.push_back(std::make_unique<std::string>(std::to_string(index % keys)));
            message->change().event.broadcaster_id = *keys_.back();
            journal->append(std::move(message));
        }
        REQUIRE(turnout::test::wait_until([&] { return listener.stored == number_; }));
    }

    bool settled() {
        return turnout::test::wait_until([this] { return engine->idle(); }, std::chrono::minutes{10});
    }

    TestClock clock;
    Listener listener;
    std::unique_ptr<journal::Journal> journal;
    std::unique_ptr<delivery::Engine> engine;

private:
    int number_ = 0;
    std::vector<std::unique_ptr<std::string>> keys_;
};

void copy_store(const std::filesystem::path& from, const std::filesystem::path& to) {
    std::filesystem::create_directories(to);
    for (const auto* name : {"journal.db", "journal.db-wal"})
        if (std::filesystem::exists(from / name)) std::filesystem::copy_file(from / name, to / name);
}

/// TURNOUT_ORDER_EVENTS=100000 makes the full run of it.
int order_events() {
    const char* text = std::getenv("TURNOUT_ORDER_EVENTS");
    return text == nullptr ? 6'000 : std::atoi(text);
}

} // namespace

TEST_CASE("Over SQLite: 200 broadcasters, 8 workers, 5 % RETRY, and the handled order is the accepted one") {
    const TemporaryDirectory directory;
    Host host{directory.path(), {8, 1'024}};
    const int events = order_events(), broadcasters = 200;
    std::mutex mutex;
    std::mt19937 random{1}; // NOLINT(cert-msc51-cpp): the same run every time
    std::map<std::string, std::vector<std::uint64_t>> handled;
    auto handler = std::make_shared<FakeHandler>([&](const turnout_event& event, turnout_outcome&) {
        const std::lock_guard lock{mutex};
        if (std::bernoulli_distribution{0.05}(random)) return TURNOUT_RETRY;
        handled[std::string{text(event.ordering_key)}].push_back(event.sequence);
        return TURNOUT_OK;
    });
    host.engine->start({{route("all"), handler}});
    host.append(events, broadcasters);
    REQUIRE(host.settled());
    std::size_t count = 0;
    CHECK(handled.size() == static_cast<std::size_t>(broadcasters));
    for (const auto& [key, sequences] : handled) {
        CHECK(std::is_sorted(sequences.begin(), sequences.end()));
        CHECK(std::adjacent_find(sequences.begin(), sequences.end()) == sequences.end());
        count += sequences.size();
    }
    CHECK(count == static_cast<std::size_t>(events));
    const auto counts = host.journal->counts("all");
    CHECK(counts.waiting == 0);
    CHECK(counts.held == 0);
    CHECK(counts.dead == 0);
    CHECK(host.journal->cursors().front().settled_to == static_cast<journal::Sequence>(events));
}

TEST_CASE("Over SQLite: an event that ends the host in its second attempt is found") {
    const TemporaryDirectory directory;
    std::filesystem::path current = directory.path() / "0";
    int crashes = 0;
    for (; crashes < 20; ++crashes) {
        Host host{current};
        const auto next = directory.path() / std::to_string(crashes + 1);
        std::atomic<bool> crashed{false};
        auto handler = std::make_shared<FakeHandler>([&](const turnout_event& event, turnout_outcome&) {
            if (crashed || event.sequence != 5) return TURNOUT_OK;
            if (event.attempt == 1) return TURNOUT_RETRY;
            copy_store(current, next);
            crashed = true;
            return TURNOUT_OK;
        });
        host.engine->start({{route("all"), handler}});
        if (crashes == 0) host.append(5, 5);
        REQUIRE(turnout::test::wait_until([&] { return crashed || host.engine->idle(); }));
        if (crashed) {
            current = next;
            continue;
        }
        CHECK(host.journal->counts("all").dead == 1);
        const auto dead =
            host.journal->parked("all", journal::ParkedState::dead, eventsub::Time::max(), 10, 1 << 20, {});
        REQUIRE(dead.size() == 1);
        CHECK(dead[0].key.sequence == 5);
        CHECK(dead[0].verdict == "crashed the host");
        break;
    }
    CHECK(crashes == 4); // once as any other, three times alone
}

TEST_CASE("A route that is no longer configured is retired, and goes on when it comes back") {
    const TemporaryDirectory directory;
    const auto handler =
        std::make_shared<FakeHandler>([](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; });
    const auto retired = [](const Host& host) {
        std::map<std::string, bool> routes;
        for (const auto& cursor : host.journal->cursors()) routes[cursor.route] = cursor.retired;
        return routes;
    };
    {
        Host host{directory.path()};
        host.engine->start({{route("stays"), handler}, {route("goes"), handler}});
        CHECK(retired(host) == std::map<std::string, bool>{{"stays", false}, {"goes", false}});
    }
    {
        Host host{directory.path()};
        host.engine->start({{route("stays"), handler}});
        CHECK(retired(host) == std::map<std::string, bool>{{"stays", false}, {"goes", true}});
        host.append(5, 1);
        REQUIRE(host.settled());
        CHECK(handler->calls == 5);
    }
    Host host{directory.path()};
    host.engine->start({{route("stays"), handler}, {route("goes"), handler}});
    REQUIRE(host.settled());
    CHECK(handler->calls == 10); // what came meanwhile was kept for it
}
