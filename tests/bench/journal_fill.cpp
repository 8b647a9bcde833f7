// A state directory with a long backlog, and how long it takes to look into one.
//     journal_fill fill DIRECTORY EVENTS unsettled|waiting|held|dead|alone    (a route "all"; alone: one event a
//     commit) journal_fill look DIRECTORY
#include "core/journal/sqlite/sqlite_journal.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

#include <array>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace turnout;
using Clock = std::chrono::steady_clock;

constexpr std::array types{"channel.follow", "channel.cheer", "channel.chat.message", "stream.online"};
constexpr std::uint64_t broadcasters = 10'000;

class Message final : public journal::Submission {
public:
    explicit Message(std::uint64_t number) {
        id_ = std::to_string(number) + "-00000000-0000-0000-0000-000000000000";
        broadcaster_ = std::to_string(1'000'000 + number % broadcasters);
        eventsub::Event& event = arrival_.event;
        event.message_id = id_;
        event.subscription_id = "f1c2a387-161a-49f9-a165-0f21d7a4e1c4";
        event.type = number % 100'003 == 77 ? "channel.raid" : types[number % types.size()];
        event.version = "1";
        event.status = "enabled";
        event.broadcaster_id = broadcaster_;
        body_ = R"({"subscription":{"type":")" + std::string(event.type) +
                R"(","version":"1","condition":{"broadcaster_user_id":")" + broadcaster_ +
                R"("}},"event":{"broadcaster_user_id":")" + broadcaster_ + R"(","text":")" + std::string(200, 'x') +
                R"("}})";
        event.body = body_;
        event.sent = event.accepted =
            std::chrono::time_point_cast<eventsub::Duration>(std::chrono::system_clock::now());
    }

    const journal::Arrival& arrival() const override { return arrival_; }

private:
    std::string id_, broadcaster_, body_;
    journal::Arrival arrival_;
};

class Waiting final : public journal::Listener {
public:
    void answered(std::vector<journal::Answer>& answers) override {
        const std::lock_guard lock(mutex_);
        answered_ += answers.size();
        answers.clear();
        bell_.notify_one();
    }

    void appended(journal::Sequence /*last*/) override {}

    /// Until no more than `open` of `sent` are on their way.
    void wait(std::uint64_t sent, std::uint64_t open) {
        std::unique_lock lock(mutex_);
        bell_.wait(lock, [&] { return sent - answered_ <= open; });
    }

private:
    std::mutex mutex_;
    std::condition_variable bell_;
    std::uint64_t answered_ = 0;
};

std::unique_ptr<journal::Journal> open(const std::string& directory, const eventsub::Clock& clock, bool quick) {
    journal::SqliteOptions options;
    options.directory = directory;
    options.min_free_disk = 0;
    if (quick) options.pragmas = "PRAGMA synchronous = OFF"; // nothing is to survive here but the end of the program
    return journal::open_sqlite(options, clock,
                                std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::null_sink_mt>()));
}

void settle(journal::Journal& journal, std::vector<journal::Outcome> outcomes) {
    std::promise<bool> told;
    journal.settle(std::move(outcomes), [&](bool durable) { told.set_value(durable); });
    if (!told.get_future().get()) std::abort();
}

/// Everything after `after` in one state; each broadcaster is an ordering key.
void park(journal::Journal& journal, journal::ParkedState state) {
    const auto next =
        std::chrono::time_point_cast<eventsub::Duration>(std::chrono::system_clock::now()) + std::chrono::hours(1);
    for (journal::Sequence after = 0;;) {
        const auto events = journal.read(after, 2'000, 8 << 20);
        if (events.empty()) return;
        after = events.back().sequence;
        std::vector<journal::Outcome> outcomes;
        for (const auto& event : events) {
            journal::Parked row;
            row.key = {"all", event.sequence, 0};
            row.state = state;
            row.attempts = 1;
            row.first_attempt = row.last_attempt = event.event.accepted;
            row.next_attempt = next;
            // Every event a key of its own: the most that a start has to learn.
            row.ordering_key = "broadcaster/" + std::to_string(event.sequence);
            if (state == journal::ParkedState::held)
                row.next_attempt = eventsub::Time(eventsub::Duration(1 + event.sequence % broadcasters));
            row.verdict = "retry";
            row.event = event;
            outcomes.push_back({journal::Outcome::Action::park, row.key, row});
        }
        settle(journal, std::move(outcomes));
    }
}

int fill(const std::string& directory, std::uint64_t events, std::string_view what) {
    const eventsub::SystemClock clock;
    Waiting waiting;
    const auto journal = open(directory, clock, true);
    journal->start(waiting);
    journal->open_route("all", journal::RouteStart::now);
    const std::uint64_t open = what == "alone" ? 0 : 8'000;
    for (std::uint64_t number = 1; number <= events; ++number) {
        journal->append(std::make_unique<Message>(number));
        waiting.wait(number, open);
    }
    waiting.wait(events, 0);
    if (what == "waiting") park(*journal, journal::ParkedState::waiting);
    if (what == "held") park(*journal, journal::ParkedState::held);
    if (what == "dead") park(*journal, journal::ParkedState::dead);
    // The index follows by itself; give it the time.
    const auto end = Clock::now() + std::chrono::minutes(2);
    for (std::uint64_t before = 1; Clock::now() < end;) {
        std::promise<void> pause;
        pause.get_future().wait_for(std::chrono::seconds(2));
        const auto now = journal->figures().used_bytes;
        if (now == before) break;
        before = now;
    }
    journal->stop();
    return 0;
}

template <typename Call> void measure(const char* what, double& worst, Call call) {
    const auto begun = Clock::now();
    const std::size_t found = call();
    const double took = std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
    worst = std::max(worst, took);
    std::printf("%8.1f ms  %4zu found  %s\n", took, found, what);
}

int look(const std::string& directory) {
    const eventsub::SystemClock clock;
    const auto begun = Clock::now();
    const auto journal = open(directory, clock, false);
    std::printf("%8.1f ms  to open, %llu events\n",
                std::chrono::duration<double, std::milli>(Clock::now() - begun).count(),
                static_cast<unsigned long long>(journal->last()));
    using journal::EventQuery;
    using journal::ParkedQuery;
    using journal::ParkedState;
    double worst = 0;
    const auto events = [&](const char* what, const EventQuery& query) {
        measure(what, worst, [&] { return journal->find(query).size(); });
    };
    const auto rows = [&](const char* what, const ParkedQuery& query) {
        measure(what, worst, [&] { return journal->find_parked(query).size(); });
    };
    const auto now = clock.now();
    for (int round = 0; round < 2; ++round) {
        std::printf("round %d\n", round + 1);
        events("events: the newest", {});
        events("events: a rare type", {.type = "channel.raid"});
        events("events: a type that is not there", {.type = "channel.ban"});
        events("events: a broadcaster", {.broadcaster = "1000123"});
        events("events: a broadcaster that is not there", {.broadcaster = "7"});
        events("events: an old id", {.id = "5-00000000-0000-0000-0000-000000000000"});
        events("events: an id that is not there", {.id = "nothing"});
        events("events: older than all", {.until = now - std::chrono::hours(24 * 365)});
        rows("parked: the oldest", {});
        rows("parked: dead", {.state = ParkedState::dead});
        rows("parked: dead of a rare type", {.state = ParkedState::dead, .type = "channel.raid"});
        rows("parked: dead of nobody", {.state = ParkedState::dead, .broadcaster = "7"});
        rows("parked: waiting of a rare type", {.state = ParkedState::waiting, .type = "channel.raid"});
        rows("parked: a broadcaster", {.broadcaster = "1000123"});
        rows("parked: an id that is not there", {.id = "nothing"});
        measure("parked: counted", worst, [&] { return journal->count_parked({.state = ParkedState::dead}); });
        measure("what became of the first event", worst, [&] { return journal->fates(1).size(); });
    }
    std::printf("%8.1f ms  at most\n", worst);
    return 0;
}

} // namespace

int main(int argc, char** argv) {
    const std::string_view what = argc > 1 ? argv[1] : "";
    if (what == "fill" && argc == 5) return fill(argv[2], std::strtoull(argv[3], nullptr, 10), argv[4]);
    if (what == "look" && argc == 3) return look(argv[2]);
    std::fputs("usage: journal_fill fill DIRECTORY EVENTS unsettled|waiting|held|dead|alone\n"
               "       journal_fill look DIRECTORY\n",
               stderr);
    return 2;
}
