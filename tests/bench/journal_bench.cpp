// How fast the journal takes events: many submitters that each wait for their answer, as connections do.
//     journal_bench DIRECTORY [SECONDS [SUBMITTERS [EVENTS ALREADY THERE]]]
#include "core/journal/sqlite/sqlite_journal.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace turnout;
using Clock = std::chrono::steady_clock;

/// One submitter: sends its next message as soon as the one before is answered.
class Message final : public journal::Submission {
public:
    Message(std::size_t sender, std::uint64_t number) : submitter(sender) {
        id_ = std::to_string(sender) + "-" + std::to_string(number) + "-00000000-0000-0000-0000-000000000000";
        arrival_.event.message_id = id_;
        arrival_.event.subscription_id = "f1c2a387-161a-49f9-a165-0f21d7a4e1c4";
        arrival_.event.type = "channel.chat.message";
        arrival_.event.version = "1";
        arrival_.event.status = "enabled";
        arrival_.event.broadcaster_id = "1971641";
        static const std::string body(1'100, 'x');
        arrival_.event.body = body;
        arrival_.event.accepted = std::chrono::time_point_cast<eventsub::Duration>(std::chrono::system_clock::now());
    }

    const journal::Arrival& arrival() const override { return arrival_; }

    const std::size_t submitter;
    const Clock::time_point since = Clock::now();

private:
    std::string id_;
    journal::Arrival arrival_;
};

class Load final : public journal::Listener {
public:
    explicit Load(journal::Journal& journal) : journal_(journal) {}

    void begin(std::size_t submitters) {
        sent_.resize(submitters);
        for (std::size_t i = 0; i < submitters; ++i) send(i);
    }

    void answered(std::vector<journal::Answer>& answers) override {
        ++groups;
        const auto now = Clock::now();
        for (journal::Answer& answer : answers) {
            const auto& message = static_cast<const Message&>(*answer.submission);
            if (answer.result != journal::AppendResult::stored) std::abort();
            latencies.push_back(std::chrono::duration<float, std::milli>(now - message.since).count());
            const std::size_t submitter = message.submitter;
            answer.submission.reset();
            if (!ended) send(submitter);
        }
    }

    void appended(journal::Sequence newest) override { last = newest; }

    std::atomic<bool> ended{false};
    std::atomic<journal::Sequence> last{0};
    std::size_t groups = 0;
    std::vector<float> latencies;

private:
    void send(std::size_t submitter) {
        journal_.append(std::make_unique<Message>(submitter, offset_ + sent_[submitter]++));
    }

    journal::Journal& journal_;
    std::uint64_t offset_ = static_cast<std::uint64_t>(Clock::now().time_since_epoch().count());
    std::vector<std::uint64_t> sent_;
};

/// What delivery does when every handler succeeds at once.
void settle_all(journal::Journal& journal, const Load& load) {
    journal::Sequence settled = journal.last();
    while (!load.ended) {
        const auto events = journal.read(settled, 256, 1 << 20);
        if (events.empty()) {
            std::this_thread::sleep_for(std::chrono::microseconds(200));
            continue;
        }
        std::vector<journal::Outcome> outcomes;
        for (const auto& event : events)
            outcomes.push_back({journal::Outcome::Action::done, {"bench", event.sequence, 0}, std::nullopt});
        settled = events.back().sequence;
        journal.settle(std::move(outcomes), {});
    }
}

long resident_kib() {
    std::ifstream statm("/proc/self/statm");
    long total = 0, resident = 0;
    statm >> total >> resident;
    return resident * 4;
}

void run(const journal::SqliteOptions& options, std::chrono::duration<double> seconds, std::size_t submitters,
         std::uint64_t events, bool settling, const char* name) {
    const eventsub::SystemClock clock;
    const auto logger = std::make_shared<spdlog::logger>("bench", std::make_shared<spdlog::sinks::null_sink_mt>());
    const auto before_open = Clock::now();
    const auto journal = journal::open_sqlite(options, clock, logger);
    Load load(*journal);
    load.latencies.reserve(4'000'000);
    journal->start(load);
    const std::chrono::duration<double, std::milli> opening = Clock::now() - before_open;
    journal->open_route("bench", journal::RouteStart::now);
    const journal::Sequence first = journal->last();
    std::thread settler;
    if (settling) settler = std::thread([&] { settle_all(*journal, load); });
    const auto begin = Clock::now();
    load.begin(submitters);
    if (events != 0) {
        while (load.last < events && load.last.load() - first < events)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
    } else {
        std::this_thread::sleep_for(seconds);
    }
    load.ended = true;
    const std::chrono::duration<double> took = Clock::now() - begin;
    if (settler.joinable()) settler.join();
    journal->stop();
    auto& latencies = load.latencies;
    std::sort(latencies.begin(), latencies.end());
    const auto at = [&](double part) {
        return static_cast<double>(
            latencies[static_cast<std::size_t>(part * static_cast<double>(latencies.size() - 1))]);
    };
    std::printf(
        "%-22s %8.0f/s  %5.1f per commit  p50 %.2f  p99 %.2f  p99.9 %.2f  max %.1f ms  open %.0f ms  rss %ld KiB\n",
        name, static_cast<double>(latencies.size()) / took.count(),
        static_cast<double>(latencies.size()) / static_cast<double>(load.groups), at(0.5), at(0.99), at(0.999), at(1),
        opening.count(), resident_kib());
}

} // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        std::fprintf(stderr, "usage: journal_bench DIRECTORY [SECONDS [SUBMITTERS [EVENTS ALREADY THERE]]]\n");
        return 2;
    }
    journal::SqliteOptions options;
    options.directory = arguments[1];
    const std::chrono::duration<double> seconds(count > 2 ? std::atof(arguments[2]) : 5);
    const std::size_t submitters = count > 3 ? std::strtoul(arguments[3], nullptr, 10) : 64;
    const std::uint64_t there = count > 4 ? std::strtoull(arguments[4], nullptr, 10) : 0;
    if (there != 0) run(options, seconds, submitters, there, false, "filling");
    run(options, seconds, submitters, 0, false, "append");
    run(options, seconds, submitters, 0, true, "append, read, settle");
}
