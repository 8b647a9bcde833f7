// Engine and journal, the one that ships, for tests of what plugins keep and emit.
#pragma once
#include "bench.hpp"
#include "core/journal/sqlite/sqlite_journal.hpp"
#include "tests/unit/journal/journal_host.hpp"

#include <doctest/doctest.h>

#include <filesystem>

namespace turnout::delivery::test {

using turnout::test::Message;
using turnout::test::silent_logger;
using turnout::test::wait_until;

struct StoreEars final : journal::Listener {
    void answered(std::vector<journal::Answer>& answers) override {
        for (auto& answer : answers) answer.submission.reset();
        stored += answers.size();
    }

    void appended(journal::Sequence) override { engine->notify(); }

    delivery::Engine* engine = nullptr;
    std::atomic<std::size_t> stored{0};
};

/// Engine and journal; the fake handler's name, and so the instance, is "fake".
class StoreHost {
public:
    using Change = std::function<void(journal::SqliteOptions&)>;

    explicit StoreHost(const std::filesystem::path& directory, const Change& change = {}) {
        journal::SqliteOptions options;
        options.directory = directory;
        options.min_free_disk = 0;
        options.checkpoint_pages = 1'000'000; // so that a copy of the files is what a crash would leave
        if (change) change(options);
        journal = journal::open_sqlite(options, clock, silent_logger());
        engine = delivery::Engine::create(*journal, clock, silent_logger(), {{4, 64}, {}, 1});
        ears.engine = engine.get();
        journal->start(ears);
    }

    ~StoreHost() {
        engine->stop(std::chrono::seconds{10});
        journal->stop();
    }

    void start(HandleFunction function, std::uint32_t limit = 1) {
        handler = std::make_shared<FakeHandler>(std::move(function), limit);
        engine->start({{route("all"), handler}});
    }

    /// The same with a route that has no order, so that deferred deliveries hold up nothing.
    void start_unordered(HandleFunction function, std::uint32_t limit = 0) {
        handler = std::make_shared<FakeHandler>(std::move(function), limit);
        engine->start({{unordered("all"), handler}});
    }

    static config::Route unordered(const std::string& name) {
        auto made = route(name);
        made.order_by = "none";
        made.circuit.enabled = false; // some handlers here only fail
        return made;
    }

    void append(const std::string& id, const std::string& body = R"({"event":{}})") {
        const std::size_t before = ears.stored;
        journal->append(std::make_unique<Message>(id, body));
        REQUIRE(wait_until([&] { return ears.stored > before; }));
    }

    bool settled() {
        return wait_until([this] { return engine->idle(); });
    }

    plugins::StatePort& states() { return engine->states(); }

    std::optional<std::string> value(const std::string& key, std::uint64_t token = 0) {
        std::string found;
        return states().get("fake", token, key, found) == TURNOUT_STATE_DONE ? std::optional(found) : std::nullopt;
    }

    turnout_state_result put(std::uint64_t token, const std::string& key, const std::string& value) {
        return states().write("fake", token, key, value);
    }

    turnout_emit_result emit(std::uint64_t token, const std::string& json = "{}") {
        return engine->emissions().emit("fake", token, "custom.test", "1", json);
    }

    /// Adds 1 to a number.
    void count(std::uint64_t token, const std::string& key) {
        put(token, key, std::to_string(std::stoi(value(key, token).value_or("0")) + 1));
    }

    TestClock clock;
    StoreEars ears;
    std::unique_ptr<journal::Journal> journal;
    std::unique_ptr<delivery::Engine> engine;
    std::shared_ptr<FakeHandler> handler;
};

inline bool is_derived(const turnout_event& event) {
    return event.kind == TURNOUT_EVENT_EMITTED;
}

} // namespace turnout::delivery::test
