// Lanes in the running engine: order per key, with retries, across restarts.
#include "bench.hpp"

#include <doctest/doctest.h>

#include <map>
#include <mutex>
#include <random>
#include <set>
#include <thread>

using namespace turnout;
using namespace turnout::delivery::test;

namespace {

/// Who was handled to the end, in order, per key; fails now and then.
class Recorder {
public:
    explicit Recorder(double retries) : retries_(retries) {}

    turnout_verdict operator()(const turnout_event& event, turnout_outcome&) {
        const std::string key{text(event.ordering_key)};
        {
            const std::lock_guard lock{mutex_};
            if (!running_.insert(key).second) overlapping_ = true;
        }
        std::this_thread::yield();
        const std::lock_guard lock{mutex_};
        running_.erase(key);
        if (!finished_[key].empty() && finished_[key].back() >= event.sequence) disordered_ = true;
        if (std::bernoulli_distribution{retries_}(random_)) return TURNOUT_RETRY;
        finished_[key].push_back(event.sequence);
        return TURNOUT_OK;
    }

    bool overlapping() const { return overlapping_; }

    bool disordered() const { return disordered_; }

    const std::vector<std::uint64_t>& finished(const std::string& key) { return finished_[key]; }

private:
    double retries_;
    std::mutex mutex_;
    std::mt19937 random_{7}; // NOLINT(cert-msc51-cpp): the same run every time
    std::set<std::string> running_;
    std::map<std::string, std::vector<std::uint64_t>> finished_;
    bool overlapping_ = false, disordered_ = false;
};

config::Route patient(std::string name) {
    auto patient = route(std::move(name));
    patient.retry.attempts = 1000;
    patient.circuit.enabled = false; // four in ten is near what opens it
    patient.retry.backoff_min = patient.retry.backoff_max = std::chrono::milliseconds{2};
    return patient;
}

constexpr int keys = 20;
constexpr int events = 2000;

void add_many(Bench& bench, std::map<std::string, std::vector<std::uint64_t>>& expected) {
    for (int index = 0; index < events; ++index) {
        const auto key = std::to_string(index % keys);
        expected[key].push_back(bench.journal->add({.broadcaster = key}));
        if (index % 50 == 0) bench.engine->notify();
    }
    bench.engine->notify();
}

} // namespace

TEST_CASE("Events with the same key are handled one at a time, in order, whatever is retried") {
    for (const double retries : {0.0, 0.05, 0.4}) {
        CAPTURE(retries);
        Recorder recorder{retries};
        Bench bench{{}, false, {8, 64}};
        auto handler = bench.handler([&](const auto& event, auto& outcome) { return recorder(event, outcome); });
        bench.start({{patient("all"), handler}});
        std::map<std::string, std::vector<std::uint64_t>> expected;
        add_many(bench, expected);
        REQUIRE(bench.settled());
        CHECK_FALSE(recorder.overlapping());
        CHECK_FALSE(recorder.disordered());
        for (const auto& [key, sequences] : expected) CHECK(recorder.finished(key) == sequences);
        CHECK(bench.journal->disk().rows.empty());
        CHECK(bench.journal->disk().cursors.at("all").settled_to == events);
        CHECK(bench.engine->totals().done == events);
    }
}

TEST_CASE("A retrying event holds back its own key on its own route only") {
    Bench bench;
    std::atomic<bool> fail{true};
    std::mutex mutex;
    std::vector<std::uint64_t> handled;
    auto failing = bench.handler([&](const turnout_event& event, turnout_outcome& outcome) {
        if (text(event.ordering_key) == "1" && fail) {
            say(outcome, "not now", 60'000);
            return TURNOUT_RETRY;
        }
        const std::lock_guard lock{mutex};
        handled.push_back(event.sequence);
        return TURNOUT_OK;
    });
    auto other = bench.handler([](const turnout_event&, turnout_outcome&) { return TURNOUT_OK; });
    bench.start({{route("failing"), failing}, {route("other"), other}});
    for (int round = 0; round < 5; ++round) {
        bench.add({.broadcaster = "1"});
        bench.add({.broadcaster = "2"});
    }
    REQUIRE(bench.until([&] { return bench.journal->disk().cursors.at("failing").settled_to == 10; }));
    REQUIRE(bench.until([&] { return other->calls == 10; }));
    CHECK(failing->calls == 6);
    const auto disk = bench.journal->disk();
    CHECK(disk.of(journal::ParkedState::waiting).size() == 1);
    CHECK(disk.of(journal::ParkedState::held).size() == 4);

    fail = false;
    bench.clock.advance(std::chrono::milliseconds{61'000});
    bench.engine->notify();
    REQUIRE(bench.settled());
    const std::lock_guard lock{mutex};
    CHECK(handled == std::vector<std::uint64_t>{2, 4, 6, 8, 10, 1, 3, 5, 7, 9});
}

TEST_CASE("More held events than fit in the window or on a page go on in order") {
    Bench bench{{}, false, {4, 16}};
    std::atomic<bool> fail{true};
    std::mutex mutex;
    std::vector<std::uint64_t> handled;
    auto handler = bench.handler([&](const turnout_event& event, turnout_outcome& outcome) {
        if (fail) {
            say(outcome, "", 60'000);
            return TURNOUT_RETRY;
        }
        const std::lock_guard lock{mutex};
        handled.push_back(event.sequence);
        return TURNOUT_OK;
    });
    bench.start({{route("all"), handler}});
    bench.add(500);
    REQUIRE(bench.until([&] { return bench.journal->disk().of(journal::ParkedState::held).size() == 499; }));
    fail = false;
    bench.clock.advance(std::chrono::milliseconds{61'000});
    bench.add(100); // come while the others are still held
    REQUIRE(bench.settled());
    const std::lock_guard lock{mutex};
    std::vector<std::uint64_t> expected;
    for (std::uint64_t sequence = 1; sequence <= 600; ++sequence) expected.push_back(sequence);
    CHECK(handled == expected);
}

TEST_CASE("The order is the same after a restart") {
    for (const bool clean : {true, false}) {
        CAPTURE(clean);
        Disk disk;
        {
            Bench bench;
            auto handler = bench.handler([](const turnout_event&, turnout_outcome& outcome) {
                say(outcome, "not now", 1'000);
                return TURNOUT_RETRY;
            });
            bench.start({{route("all"), handler}});
            bench.add(30);
            REQUIRE(bench.until([&] { return bench.journal->disk().of(journal::ParkedState::held).size() == 29; }));
            disk = bench.kill();
        }
        Bench bench{disk, !clean};
        std::mutex mutex;
        std::vector<std::uint64_t> handled;
        auto handler = bench.handler([&](const turnout_event& event, turnout_outcome&) {
            const std::lock_guard lock{mutex};
            handled.push_back(event.sequence);
            return TURNOUT_OK;
        });
        bench.add(10);
        bench.start({{route("all"), handler}});
        bench.clock.advance(std::chrono::milliseconds{1'500});
        bench.engine->notify();
        REQUIRE(bench.settled());
        const std::lock_guard lock{mutex};
        std::vector<std::uint64_t> expected;
        for (std::uint64_t sequence = 1; sequence <= 40; ++sequence) expected.push_back(sequence);
        CHECK(handled == expected);
        CHECK(bench.journal->disk().rows.empty());
    }
}
