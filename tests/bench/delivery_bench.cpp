// What order, retries and a slow neighbour cost: the engine over the journal that ships, with made-up handlers.
//     delivery_bench order     DIRECTORY [EVENTS]    throughput in order with retries, beside none of both
//     delivery_bench isolation DIRECTORY [BACKLOG]   latency of a route beside one that sleeps 100 ms per event
#include "core/journal/sqlite/sqlite_journal.hpp"
#include "tests/unit/delivery/bench.hpp"
#include "tests/unit/journal/journal_host.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <thread>

namespace {

using namespace turnout;
using namespace turnout::delivery::test;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr auto long_enough = std::chrono::minutes{20};
constexpr unsigned workers = 8, broadcasters = 200;

/// Journal and engine on a new directory.
class Station final : journal::Listener {
public:
    explicit Station(const std::filesystem::path& directory) : directory_(directory) {
        std::filesystem::remove_all(directory);
        journal::SqliteOptions options;
        options.directory = directory;
        options.min_free_disk = 0;
        journal_ = journal::open_sqlite(options, clock_, turnout::test::silent_logger());
        engine_ = delivery::Engine::create(*journal_, clock_, turnout::test::silent_logger(), {{workers, 1024}, {}, 1});
        journal_->start(*this);
    }

    Station(const Station&) = delete;
    Station& operator=(const Station&) = delete;

    ~Station() override {
        engine_->stop(milliseconds{0});
        journal_->stop();
        std::filesystem::remove_all(directory_);
    }

    void append(const char* type) {
        const auto number = asked_++;
        static const std::string body = R"({"subscription":{},"event":{"text":")" + std::string(400, 'x') + R"("}})";
        auto message = std::make_unique<turnout::test::Message>("m-" + std::to_string(number), body);
        message->change().event.type = type;
        message->change().event.broadcaster_id = names_.at(number % broadcasters);
        message->change().event.accepted = clock_.now();
        journal_->append(std::move(message));
    }

    void append(std::size_t count, const char* type) {
        for (std::size_t index = 0; index < count; ++index) append(type);
        if (!turnout::test::wait_until([this] { return answers_ == asked_; }, long_enough)) std::abort();
    }

    delivery::Engine& engine() { return *engine_; }

    const eventsub::Clock& clock() const { return clock_; }

private:
    void answered(std::vector<journal::Answer>& answers) override {
        for (auto& answer : answers) answer.submission.reset();
        answers_ += answers.size();
    }

    void appended(journal::Sequence) override { engine_->notify(); }

    static std::vector<std::string> make_names() {
        std::vector<std::string> names;
        for (unsigned number = 0; number < broadcasters; ++number) names.push_back(std::to_string(1'000 + number));
        return names;
    }

    const std::filesystem::path directory_;
    const std::vector<std::string> names_ = make_names();
    eventsub::SystemClock clock_;
    std::atomic<std::size_t> answers_{0};
    std::size_t asked_ = 0;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<delivery::Engine> engine_;
};

config::Route made_route(const char* name, const char* order_by) {
    auto made = route(name);
    made.order_by = order_by;
    made.retry.attempts = 100;
    made.retry.backoff_min = milliseconds{1};
    made.retry.backoff_max = milliseconds{5};
    return made;
}

struct Drive {
    double rate = 0; ///< events per second
    bool in_order = true;
};

/// Handles all events; each attempt takes `work` and fails with this probability.
Drive drive(const std::filesystem::path& directory, std::size_t events, const char* order_by, double retries,
            microseconds work) {
    Station station(directory);
    station.append(events, "channel.follow");
    std::mutex mutex;
    std::mt19937 random{1};
    std::map<std::string, std::uint64_t, std::less<>> newest;
    Drive result;
    const auto handler = std::make_shared<FakeHandler>([&](const turnout_event& event, turnout_outcome&) {
        if (work.count() != 0) std::this_thread::sleep_for(work);
        const std::lock_guard lock{mutex};
        if (retries > 0 && std::bernoulli_distribution{retries}(random)) return TURNOUT_RETRY;
        auto& last = newest[std::string{text(event.broadcaster_id)}];
        result.in_order = result.in_order && last < event.sequence;
        last = std::max(last, event.sequence);
        return TURNOUT_OK;
    });
    const auto begin = std::chrono::steady_clock::now();
    station.engine().start({{made_route("all", order_by), handler}});
    if (!turnout::test::wait_until([&] { return station.engine().idle(); }, long_enough)) std::abort();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    result.rate = static_cast<double>(events) / took.count();
    return result;
}

int bench_order(const std::filesystem::path& directory, std::size_t events) {
    std::printf("%zu events of %u broadcasters, %u workers; events/s\n", events, broadcasters, workers);
    std::printf("%-12s %12s %14s %14s %14s   %-13s %s\n", "handler", "none", "none, 5 % R", "ordered", "ordered, 5 % R",
                "", "ratio of the last to the first");
    for (const auto work : {microseconds{0}, microseconds{200}, microseconds{1'000}}) {
        // One that takes no time is all commits, which the disk delays more or less.
        const int rounds = work.count() == 0 ? 9 : 3;
        std::vector<double> ratios;
        for (int round = 0; round < rounds; ++round) {
            const auto plain = drive(directory, events, "none", 0, work);
            const auto retried = drive(directory, events, "none", 0.05, work);
            const auto lanes = drive(directory, events, "broadcaster", 0, work);
            const auto ordered = drive(directory, events, "broadcaster", 0.05, work);
            std::printf("%9lld us %12.0f %14.0f %14.0f %14.0f   %-13s %.2f\n", static_cast<long long>(work.count()),
                        plain.rate, retried.rate, lanes.rate, ordered.rate,
                        ordered.in_order ? "in order" : "OUT OF ORDER", ordered.rate / plain.rate);
            std::fflush(stdout);
            if (!ordered.in_order) return 1;
            ratios.push_back(ordered.rate / plain.rate);
        }
        std::sort(ratios.begin(), ratios.end());
        std::printf("%9lld us median of the ratios: %.2f\n", static_cast<long long>(work.count()),
                    ratios[ratios.size() / 2]);
    }
    return 0;
}

struct Latency {
    double median = 0, p99 = 0; ///< milliseconds
};

/// Accept to handled of 2000 events at 200 a second, with or without a neighbour that sleeps.
Latency measure(const std::filesystem::path& directory, std::size_t backlog) {
    constexpr std::size_t events = 2'000;
    constexpr milliseconds pause{5};
    Station station(directory);
    std::mutex mutex;
    std::vector<double> times;
    const auto quick = std::make_shared<FakeHandler>([&](const turnout_event& event, turnout_outcome&) {
        const auto now = station.clock().now().time_since_epoch().count();
        const std::lock_guard lock{mutex};
        times.push_back(static_cast<double>(now - event.accepted_unix_ns) / 1e6);
        return TURNOUT_OK;
    });
    const auto slow = std::make_shared<FakeHandler>([](const turnout_event&, turnout_outcome&) {
        std::this_thread::sleep_for(milliseconds{100});
        return TURNOUT_OK;
    });
    auto typed = made_route("quick", "broadcaster"), sleeping = made_route("slow", "broadcaster");
    typed.type = "stream.online";
    sleeping.type = "channel.follow";
    std::vector<delivery::RouteBinding> routes{{typed, quick}};
    if (backlog != 0) {
        station.append(backlog, "channel.follow");
        routes.push_back({sleeping, slow});
    }
    station.engine().start(std::move(routes));
    // Until it has passed by what is not its own.
    turnout::test::wait_until([&] { return station.engine().routes().front().backlog == 0; }, long_enough);
    for (std::size_t index = 0; index < events; ++index) {
        station.append("stream.online");
        std::this_thread::sleep_for(pause);
    }
    turnout::test::wait_until(
        [&] {
            const std::lock_guard lock{mutex};
            return times.size() == events;
        },
        long_enough);
    const std::lock_guard lock{mutex};
    std::sort(times.begin(), times.end());
    return {times[times.size() / 2], times[times.size() * 99 / 100]};
}

int bench_isolation(const std::filesystem::path& directory, std::size_t backlog) {
    std::printf("accept to handled of 2000 events at 200/s, ms; the neighbour sleeps 100 ms per event and has %zu\n",
                backlog);
    std::printf("%-26s %-26s %s\n", "alone (median, p99)", "beside it (median, p99)", "ratio of p99");
    for (int round = 0; round < 3; ++round) {
        const auto alone = measure(directory, 0);
        const auto beside = measure(directory, backlog);
        std::printf("%9.2f %9.2f %12.2f %9.2f %16.2f\n", alone.median, alone.p99, beside.median, beside.p99,
                    beside.p99 / alone.p99);
        std::fflush(stdout);
    }
    return 0;
}

} // namespace

int main(int count, char** words) {
    const std::vector<std::string> arguments(words + 1, words + count);
    if (arguments.size() < 2 || (arguments[0] != "order" && arguments[0] != "isolation")) {
        std::fprintf(stderr, "usage: delivery_bench order|isolation DIRECTORY [EVENTS]\n");
        return 2;
    }
    const std::size_t number = arguments.size() > 2 ? std::strtoull(arguments[2].c_str(), nullptr, 10) : 100'000;
    const std::filesystem::path directory = std::filesystem::path(arguments[1]) / "delivery-bench";
    return arguments[0] == "order" ? bench_order(directory, number) : bench_isolation(directory, number);
}
