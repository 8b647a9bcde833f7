#include "core/journal/sqlite/writer.hpp"

#include "core/journal/body_sum.hpp"

#include <pthread.h>

#include <algorithm>
#include <iterator>

namespace turnout::journal::sqlite {

namespace {

// Bounds of one transaction; the rest follows in the next.
constexpr std::size_t most_works = 4'096;
constexpr std::size_t most_bytes = std::size_t{8} << 20;

// While something did not fit, it is tried again so often.
constexpr std::chrono::milliseconds retry_interval{250};
// Tests may ask for housekeeping all the time; that shall not become a busy loop.
constexpr std::chrono::milliseconds shortest_idle{5};

void tell(const Journal::Settled& done, bool durable) {
    if (done) done(durable);
}

} // namespace

Writer::Writer(Store& store, View& view, SqliteOptions options, const eventsub::Clock& clock,
               std::shared_ptr<spdlog::logger> logger)
    : store_(store),
      view_(view),
      options_(std::move(options)),
      limits_(options_),
      clock_(clock),
      logger_(std::move(logger)),
      guard_(options_.directory.string(), limits_) {
}

void Writer::start(Listener& listener) {
    listener_ = &listener;
    told_ = store_.last();
    look_at_space();
    queue_.open();
    thread_ = std::thread([this] { run(); });
}

void Writer::stop() {
    if (!thread_.joinable()) return;
    queue_.request_close();
    thread_.join();
}

void Writer::run() noexcept {
    pthread_setname_np(pthread_self(), "journal");
    while (take_and_commit()) upkeep();
    finish();
}

bool Writer::take_and_commit() {
    std::vector<Work> works;
    works.swap(retained_);
    auto idle = purging_ ? std::chrono::milliseconds(0) : std::max(options_.housekeeping, shortest_idle);
    if (!works.empty()) idle = std::min(idle, retry_interval);
    const bool going_on = queue_.take(works, idle, options_.flush_delay);
    for (std::span<Work> rest(works); !rest.empty();) {
        const std::size_t size = size_of_next(rest);
        commit(rest.first(size));
        rest = rest.subspan(size);
        // More ids than fit into memory must not pile up before the next part.
        cut_segments();
    }
    return going_on || !queue_.close_if_empty();
}

std::size_t Writer::size_of_next(std::span<const Work> works) {
    std::size_t count = 0, counted = 0, ids = 0, appended = 0;
    BodySum settled;
    for (const Work& work : works) {
        if (const auto* append = std::get_if<AppendWork>(&work)) {
            const Arrival& arrival = append->submission->arrival();
            appended += arrival.event.body.size();
            ids += std::max<std::size_t>(arrival.elements.size(), 1);
        } else if (const auto* settle = std::get_if<SettleWork>(&work)) {
            for (const Outcome& outcome : settle->outcomes) {
                settled.add(outcome);
                if (outcome.additions) ids += outcome.additions->events.size();
            }
        }
        const std::size_t bytes = appended + settled.total();
        if (count > 0 && (bytes > most_bytes || ids > store_.room() || count >= most_works)) break;
        counted = bytes;
        ++count;
    }
    since_look_ += counted;
    return count;
}

void Writer::commit(std::span<Work> works) {
    if (guard_.failed()) return give_up(works);
    const bool brings_events = std::any_of(works.begin(), works.end(),
                                           [](const Work& work) { return std::holds_alternative<AppendWork>(work); });
    bool done = false;
    try {
        const Sequence before = store_.last();
        const auto begun = std::chrono::steady_clock::now();
        store_.commit(works, guard_.may_try());
        view_.note_commit(store_.last() - before, std::chrono::steady_clock::now() - begun);
        ++commits_since_purge_;
        if (brings_events && guard_.may_try()) guard_.write_done();
        done = true;
    } catch (const DatabaseError& error) {
        if (!error.temporary()) fail(error.what());
        guard_.write_refused(error.what());
    } catch (const std::exception& error) {
        fail(error.what());
    }
    show_state();
    // Outside of the try: what was answered once must not be answered again.
    if (done) return answer(works);
    if (guard_.failed()) return give_up(works);
    refuse(works);
    commit_without_appends(works);
}

void Writer::refuse(std::span<Work> works) {
    std::vector<Answer> answers;
    for (Work& work : works) {
        if (auto* append = std::get_if<AppendWork>(&work))
            answers.push_back({std::move(append->submission), AppendResult::refused});
        else if (auto* route = std::get_if<RouteWork>(&work))
            route->answer.set_value({{}, 0, guard_.state().reason});
        else if (auto* rows = std::get_if<RowsWork>(&work))
            rows->answer.set_value({.refusal = guard_.state().reason});
        else if (auto* index = std::get_if<IndexWork>(&work))
            index->written.set_value(false);
        else if (auto* cursor = std::get_if<CursorWork>(&work))
            cursor->answer.set_value({false, guard_.state().reason});
        else if (auto* state = std::get_if<StateWork>(&work))
            state->done(false);
        else if (auto* once = std::get_if<OnceWork>(&work))
            once->done(std::nullopt);
    }
    if (!answers.empty()) listener_->answered(answers);
}

void Writer::commit_without_appends(std::span<Work> works) {
    std::vector<Work> rest;
    for (Work& work : works)
        if (std::holds_alternative<SettleWork>(work) || std::holds_alternative<MarkWork>(work))
            rest.push_back(std::move(work));
    if (rest.empty()) return;
    bool done = false;
    try {
        // Perhaps only the events were too large.
        if (rest.size() < works.size()) {
            store_.commit(rest, false);
            done = true;
        }
    } catch (const DatabaseError& error) {
        if (!error.temporary()) fail(error.what());
    } catch (const std::exception& error) {
        fail(error.what());
    }
    if (done) return answer(rest);
    if (guard_.failed()) return give_up(rest);
    std::move(rest.begin(), rest.end(), std::back_inserter(retained_));
}

void Writer::answer(std::span<Work> works) {
    std::vector<Answer> answers;
    for (Work& work : works)
        if (auto* append = std::get_if<AppendWork>(&work))
            answers.push_back({std::move(append->submission), append->result});
    if (!answers.empty()) listener_->answered(answers);
    if (store_.last() != told_) listener_->appended(told_ = store_.last());
    for (Work& work : works) {
        if (const auto* settle = std::get_if<SettleWork>(&work))
            tell(settle->done, true);
        else if (const auto* mark = std::get_if<MarkWork>(&work))
            tell(mark->done, true);
        else if (auto* route = std::get_if<RouteWork>(&work))
            route->answer.set_value({std::move(route->cursor), route->removed, {}});
        else if (auto* rows = std::get_if<RowsWork>(&work))
            rows->answer.set_value(std::move(rows->result));
        else if (auto* index = std::get_if<IndexWork>(&work))
            index->written.set_value(true);
        else if (auto* cursor = std::get_if<CursorWork>(&work))
            cursor->answer.set_value({cursor->changed, {}});
        else if (const auto* state = std::get_if<StateWork>(&work))
            state->done(true);
        else if (const auto* once = std::get_if<OnceWork>(&work))
            once->done(once->result);
    }
}

void Writer::give_up(std::span<Work> works) {
    refuse(works);
    for (Work& work : works) {
        if (const auto* settle = std::get_if<SettleWork>(&work))
            tell(settle->done, false);
        else if (const auto* mark = std::get_if<MarkWork>(&work))
            tell(mark->done, false);
    }
}

void Writer::fail(const std::string& why) {
    if (guard_.failed()) return;
    guard_.fail(why);
    show_state();
}

void Writer::show_state() {
    State now = guard_.state();
    const State before = view_.state();
    if (now.accepting == before.accepting && now.reason == before.reason) return;
    if (now.accepting)
        logger_->info("the journal accepts events again");
    else if (before.accepting || guard_.failed())
        logger_->error("{}", now.reason);
    view_.set_state(std::move(now));
}

} // namespace turnout::journal::sqlite
