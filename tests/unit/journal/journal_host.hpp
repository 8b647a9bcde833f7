// What a journal's tests need around it: a clock that is turned, messages that own their bytes, a listener that
// remembers.
#pragma once
#include "core/journal/journal.hpp"
#include "tests/support/wait.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace turnout::test {

/// Stands still until it is turned. Any thread.
class ManualClock final : public eventsub::Clock {
public:
    eventsub::Time now() const override { return eventsub::Time(eventsub::Duration(nanoseconds_.load())); }

    eventsub::MonotonicTime monotonic() const override {
        return eventsub::MonotonicTime(eventsub::Duration(nanoseconds_.load()));
    }

    void advance(eventsub::Duration by) { nanoseconds_ += by.count(); }

private:
    std::atomic<std::int64_t> nanoseconds_{1'700'000'000'000'000'000};
};

inline std::shared_ptr<spdlog::logger> silent_logger() {
    return std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>());
}

/// A message with its bytes.
class Message final : public journal::Submission {
public:
    explicit Message(std::string id, std::string body = "{}", std::vector<std::string> elements = {})
        : id_(std::move(id)),
          body_(std::move(body)),
          elements_(std::move(elements)) {
        arrival_.event.message_id = id_;
        arrival_.event.subscription_id = "subscription-1";
        arrival_.event.type = "channel.follow";
        arrival_.event.version = "2";
        arrival_.event.status = "enabled";
        arrival_.event.broadcaster_id = "1337";
        arrival_.event.sent = eventsub::Time(eventsub::Duration(1'699'999'999'123'456'789));
        arrival_.event.accepted = eventsub::Time(eventsub::Duration(1'700'000'000'000'000'001));
        arrival_.event.body = body_;
        arrival_.elements.assign(elements_.begin(), elements_.end());
    }

    const journal::Arrival& arrival() const override { return arrival_; }

    journal::Arrival& change() { return arrival_; }

    /// `in_time`: of a stale one, what it would have been otherwise.
    static std::unique_ptr<Message> kept(journal::Disposition disposition, std::string id, std::string reason,
                                         journal::Disposition in_time = journal::Disposition::deliver) {
        auto message = std::make_unique<Message>(std::move(id), "not what it should be");
        message->arrival_.disposition = disposition;
        message->arrival_.reason = std::move(reason);
        message->arrival_.in_time = in_time;
        return message;
    }

private:
    std::string id_, body_;
    std::vector<std::string> elements_;
    journal::Arrival arrival_;
};

/// Remembers every answer. Any thread.
class Answers final : public journal::Listener {
public:
    struct Given {
        std::string message_id;
        journal::AppendResult result;
    };

    void answered(std::vector<journal::Answer>& answers) override {
        const std::lock_guard lock(mutex_);
        for (journal::Answer& answer : answers) {
            given_.push_back({std::string(answer.submission->arrival().event.message_id), answer.result});
            answer.submission.reset();
        }
        changed_.notify_all();
    }

    void appended(journal::Sequence last) override {
        const std::lock_guard lock(mutex_);
        appended_ = last;
        changed_.notify_all();
    }

    std::vector<Given> given() const {
        const std::lock_guard lock(mutex_);
        return given_;
    }

    /// Waits until there are `count` answers in all; false if they do not come.
    bool wait_for(std::size_t count) const {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] { return given_.size() >= count; });
    }

    bool wait_for_appended(journal::Sequence last) const {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, patience, [&] { return appended_ >= last; });
    }

private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<Given> given_;
    journal::Sequence appended_ = 0;
};

/// A journal that runs, with calls that wait for their outcome.
class RunningJournal {
public:
    explicit RunningJournal(std::unique_ptr<journal::Journal> journal) : journal_(std::move(journal)) {
        journal_->start(answers_);
    }

    ~RunningJournal() { journal_->stop(); }

    journal::Journal* operator->() const { return journal_.get(); }

    journal::Journal& get() const { return *journal_; }

    Answers& answers() { return answers_; }

    /// One at a time: the answer to exactly this message.
    journal::AppendResult append(std::unique_ptr<journal::Submission> message) {
        const std::size_t before = answers_.given().size();
        journal_->append(std::move(message));
        return answers_.wait_for(before + 1) ? answers_.given()[before].result : journal::AppendResult{};
    }

    journal::AppendResult append(const std::string& id, std::string body = "{}") {
        return append(std::make_unique<Message>(id, std::move(body)));
    }

    bool settle(std::vector<journal::Outcome> outcomes) {
        return wait([&](auto done) { journal_->settle(std::move(outcomes), std::move(done)); });
    }

    bool advance_mark(const std::string& route, journal::Sequence mark) {
        return wait([&](auto done) { journal_->advance_mark(route, mark, std::move(done)); });
    }

    static constexpr std::size_t page_bytes = 1 << 20;

    /// Everything after `after`, page by page.
    std::vector<journal::StoredEvent> read_all(journal::Sequence after = 0, std::size_t page = 7) const {
        std::vector<journal::StoredEvent> all;
        for (;;) {
            auto events = journal_->read(all.empty() ? after : all.back().sequence, page, 1 << 20);
            if (events.empty()) return all;
            all.insert(all.end(), events.begin(), events.end());
        }
    }

    std::vector<journal::Parked> parked(const std::string& route, journal::ParkedState state,
                                        eventsub::Time until = eventsub::Time::max(), std::size_t page = 3) const {
        std::vector<journal::Parked> all;
        for (;;) {
            auto rows = journal_->parked(route, state, until, page, page_bytes,
                                         all.empty() ? std::nullopt : std::optional(all.back()));
            all.insert(all.end(), rows.begin(), rows.end());
            if (rows.empty()) return all;
        }
    }

    journal::Cursor cursor(const std::string& route) const {
        for (journal::Cursor& cursor : journal_->cursors())
            if (cursor.route == route) return cursor;
        return {};
    }

private:
    template <typename Call> static bool wait(Call call) {
        const auto told = std::make_shared<std::promise<bool>>();
        auto answer = told->get_future();
        call([told](bool durable) { told->set_value(durable); });
        return answer.wait_for(patience) == std::future_status::ready && answer.get();
    }

    Answers answers_;
    std::unique_ptr<journal::Journal> journal_;
};

inline journal::Outcome done(const std::string& route, journal::Sequence sequence, std::uint32_t replay = 0) {
    return {journal::Outcome::Action::done, {route, sequence, replay}, std::nullopt};
}

inline journal::Outcome park(const std::string& route, const journal::StoredEvent& event, journal::ParkedState state,
                             std::uint32_t attempts = 1, eventsub::Time next = {}) {
    journal::Parked row;
    row.key = {route, event.sequence, 0};
    row.state = state;
    row.attempts = attempts;
    row.next_attempt = next;
    row.ordering_key = "broadcaster/1337";
    row.verdict = "retry";
    row.reason = "not today";
    row.plugin_id = "greeter";
    row.plugin_version = "1.2.3";
    row.event = event;
    return {journal::Outcome::Action::park, row.key, row};
}

} // namespace turnout::test
