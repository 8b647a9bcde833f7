// What a process of its own costs a plugin: one that does nothing, handed a follow, beside the same in this process.
//     isolation_bench [EVENTS]
#include "core/plugin/plugin_set.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/plugin/fixture/event.hpp"

#include <spdlog/sinks/null_sink.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace turnout;
using Clock = std::chrono::steady_clock;

constexpr std::uint32_t threads = 4;
constexpr auto library = "noop.so";

/// Counts answers.
class Port final : public plugins::DeferredPort {
public:
    void answered(std::string_view, std::span<const plugins::Answer> answers) noexcept override {
        for (const auto& answer : answers)
            if (answer.verdict != TURNOUT_OK) std::abort();
        last_ = Clock::now();
        count_ += answers.size();
        count_.notify_all();
    }

    bool complete(std::string_view, std::uint64_t, turnout_verdict, std::uint32_t, std::string_view) noexcept override {
        return false;
    }

    bool retain(std::string_view, std::uint64_t) noexcept override { return false; }

    bool release(std::string_view, std::uint64_t) noexcept override { return false; }

    std::uint64_t count() const { return count_; }

    /// When the last answer came; after await().
    Clock::time_point last() const { return last_; }

    void await(std::uint64_t count) const {
        for (auto now = count_.load(); now < count; now = count_.load()) count_.wait(now);
    }

private:
    std::atomic<std::uint64_t> count_{0};
    std::atomic<Clock::time_point> last_{Clock::time_point{}};
};

test::Event follow() {
    return test::Event::of(
        "channel.follow", "2",
        R"({"user_id":"1234","user_login":"cool_user","user_name":"Cool_User","broadcaster_user_id":)"
        R"("1337","broadcaster_user_login":"cooler_user","broadcaster_user_name":"Cooler_User",)"
        R"("followed_at":"2020-07-15T18:16:11.17106713Z"})");
}

/// A set with the plugin in it, in one of the modes.
struct Stage {
    explicit Stage(bool isolated) {
        std::filesystem::create_directory(directory / "plugins");
        std::filesystem::permissions(directory / "plugins", std::filesystem::perms::owner_all);
        std::filesystem::copy_file(TURNOUT_NOOP, directory / "plugins" / library);
        std::filesystem::permissions(directory / "plugins" / library, std::filesystem::perms::owner_all);
        plugins::PluginSet::Options options{directory / "plugins", directory / "cache", "bench"};
        options.runner = TURNOUT_RUNNER;
        options.runner_threads = threads;
        set = std::make_unique<plugins::PluginSet>(
            options, port, std::make_shared<spdlog::logger>("none", std::make_shared<spdlog::sinks::null_sink_mt>()));
        config::Plugin plugin{"noop", library, {}};
        plugin.isolation.process = isolated;
        for (const auto& failure : set->load({plugin})) {
            std::fprintf(stderr, "%s\n", failure.reason.c_str());
            std::exit(1);
        }
        handler = set->find("noop");
    }

    /// False: it came back without.
    bool hand(test::Event& event, std::uint64_t token) {
        event.record().token = token;
        event.record().deadline_ns = (Clock::now().time_since_epoch() + std::chrono::seconds{60}).count();
        turnout_outcome outcome{};
        return handler->handle(event.record(), outcome) == plugins::answer_follows;
    }

    test::TemporaryDirectory directory;
    Port port;
    std::unique_ptr<plugins::PluginSet> set;
    std::shared_ptr<plugins::RunningPlugin> handler;
};

/// Events a second, handed over by as many threads as the delivery has workers.
double rate(bool isolated, std::uint64_t events) {
    Stage stage(isolated);
    std::atomic<std::uint64_t> next{0};
    const auto begin = Clock::now();
    {
        std::array<std::jthread, threads> all;
        for (auto& thread : all)
            thread = std::jthread{[&] {
                auto event = follow();
                for (auto token = ++next; token <= events; token = ++next) {
                    while (!stage.handler->has_room()) stage.port.await(stage.port.count() + 1);
                    stage.hand(event, token);
                }
            }};
    }
    if (isolated) stage.port.await(events);
    return static_cast<double>(events) / std::chrono::duration<double>(Clock::now() - begin).count();
}

struct Latency {
    double median, p99; ///< microseconds
};

/// One event at a time, with a pause between them in which everybody falls asleep.
Latency latency(bool isolated) {
    constexpr int events = 3'000;
    Stage stage(isolated);
    auto event = follow();
    std::vector<double> times;
    for (std::uint64_t token = 1; token <= events; ++token) {
        std::this_thread::sleep_for(std::chrono::microseconds{300});
        const auto begin = Clock::now();
        auto end = Clock::time_point{};
        if (stage.hand(event, token)) {
            stage.port.await(token);
            end = stage.port.last();
        } else {
            end = Clock::now();
        }
        times.push_back(std::chrono::duration<double, std::micro>(end - begin).count());
    }
    std::sort(times.begin(), times.end());
    return {times[times.size() / 2], times[times.size() * 99 / 100]};
}

} // namespace

int main(int count, char** words) {
    const std::uint64_t events = count > 1 ? std::strtoull(words[1], nullptr, 10) : 300'000;
    std::printf("%-22s %14s %14s %10s\n", "", "in process", "own process", "");
    for (int round = 0; round < 3; ++round) {
        const auto inside = rate(false, events), apart = rate(true, events);
        std::printf("%-22s %14.0f %14.0f ratio %.3f\n", "events/s", inside, apart, apart / inside);
        const auto quick = latency(false), far = latency(true);
        std::printf("%-22s %14.1f %14.1f added %.1f\n", "latency p50, us", quick.median, far.median,
                    far.median - quick.median);
        std::printf("%-22s %14.1f %14.1f\n", "latency p99, us", quick.p99, far.p99);
        std::fflush(stdout);
    }
    return 0;
}
