#include "core/journal/sqlite/clerk.hpp"

#include "core/journal/journal.hpp"

#include <pthread.h>

#include <algorithm>
#include <utility>

namespace turnout::journal::sqlite {

namespace {

constexpr int rows_per_step = 100;
constexpr std::size_t bytes_per_step = std::size_t{4} << 20; // each row has a body
constexpr const char* does_not_run = "the journal does not run";

} // namespace

Clerk::Clerk(const Options& options, Finder& finder, const View& view, Writer& writer)
    : finder_(finder),
      view_(view),
      writer_(writer),
      interval_(options.interval),
      indexer_(options.file, options.vfs) {
}

void Clerk::start() {
    const std::lock_guard lock(mutex_);
    running_ = true;
    thread_ = std::thread([this] { run(); });
}

void Clerk::stop() {
    {
        const std::lock_guard lock(mutex_);
        running_ = false;
    }
    bell_.notify_one();
    if (thread_.joinable()) thread_.join();
}

bool Clerk::stopping() const {
    const std::lock_guard lock(mutex_);
    return !running_;
}

void Clerk::ask(Task task) {
    task.up_to = view_.last_row();
    {
        const std::lock_guard lock(mutex_);
        if (running_) {
            tasks_.push_back(std::move(task));
            bell_.notify_one();
            return;
        }
    }
    if (task.told) task.told({.refusal = does_not_run});
}

void Clerk::run() noexcept {
    pthread_setname_np(pthread_self(), "journal-clerk");
    std::unique_lock lock(mutex_);
    bool indexing = false;
    while (running_ || !tasks_.empty()) {
        const auto wait = indexing ? std::chrono::milliseconds(0) : interval_;
        bell_.wait_for(lock, wait, [this] { return !tasks_.empty() || !running_; });
        if (tasks_.empty()) {
            lock.unlock();
            indexing = index();
            lock.lock();
            continue;
        }
        Task task = std::move(tasks_.front());
        tasks_.pop_front();
        lock.unlock();
        const StepsDone done = perform(task);
        if (task.told) task.told(done);
        lock.lock();
    }
}

bool Clerk::index() {
    if (stopping()) return false;
    try {
        if (write(indexer_.next_events(view_.first(), view_.last()))) return true;
        if (write(indexer_.next_rows(view_.last_row()))) return true;
        write(indexer_.sweep());
    } catch (const DatabaseError&) {
        // Whoever searches reads the same file, and tells.
    }
    return false;
}

bool Clerk::write(std::optional<IndexWork> index) {
    if (!index) return false;
    IndexWork kept;
    kept.events_to = index->events_to;
    kept.rows_to = index->rows_to;
    auto answer = index->written.get_future();
    Work work(std::move(*index));
    if (!writer_.push(work) || !answer.get()) return false;
    indexer_.written(kept);
    return true;
}

StepsDone Clerk::perform(Task& task) {
    StepsDone sum;
    try {
        if (task.sequences)
            perform_events(*task.sequences, task.route, sum);
        else
            perform_rows(task, sum);
    } catch (const JournalError& error) {
        sum.refusal = error.what();
    }
    return sum;
}

void Clerk::perform_events(const std::vector<Sequence>& sequences, const std::string& route, StepsDone& sum) {
    RowsWork work;
    std::size_t bytes = 0;
    const auto commit = [&] {
        work.action = RowsWork::Action::replay;
        work.route = route;
        bytes = 0;
        return step(std::exchange(work, {}), sum);
    };
    for (auto next = sequences.begin(); next != sequences.end();) {
        // Those that stand in a row are read together.
        auto end = next + 1;
        while (end != sequences.end() && *end == *(end - 1) + 1 && end - next < rows_per_step) ++end;
        auto found = finder_.find({.oldest_first = true,
                                   .before = *(end - 1) + 1,
                                   .after = *next - 1,
                                   .limit = static_cast<std::size_t>(end - next)});
        if (found.empty() || found.front().sequence != *next) {
            if (sum.skipped++ == 0)
                sum.skipped_because = "event " + std::to_string(*next) + " is not in the journal (any more)";
            ++next;
            continue;
        }
        for (StoredEvent& event : found) {
            if (event.sequence != *next) break;
            ++next;
            bytes += event.event.body.size();
            work.events.push_back(std::move(event));
            if ((work.events.size() >= rows_per_step || bytes >= bytes_per_step) && !commit()) return;
            if (next == end) break;
        }
    }
    if (!work.events.empty()) commit();
}

void Clerk::perform_rows(Task& task, StepsDone& sum) {
    task.query.state = ParkedState::dead;
    task.query.after = 0;
    task.query.limit = rows_per_step;
    for (;;) {
        auto rows = finder_.find_parked(task.query);
        std::erase_if(rows, [&](const ParkedRow& row) { return row.number > task.up_to; });
        if (rows.empty()) return;
        task.query.after = rows.back().number;
        RowsWork work;
        work.action = task.action;
        work.route = task.route;
        for (const ParkedRow& row : rows) work.numbers.push_back(row.number);
        if (!step(std::move(work), sum)) return;
    }
}

bool Clerk::step(RowsWork rows, StepsDone& sum) {
    if (stopping()) {
        sum.refusal = does_not_run;
        return false;
    }
    auto answer = rows.answer.get_future();
    Work work(std::move(rows));
    if (!writer_.push(work)) {
        sum.refusal = does_not_run;
        return false;
    }
    StepsDone done = answer.get();
    sum.rows += done.rows;
    if (sum.skipped == 0) sum.skipped_because = std::move(done.skipped_because);
    sum.skipped += done.skipped;
    sum.routes.merge(done.routes);
    sum.refusal = std::move(done.refusal);
    return sum.refusal.empty();
}

} // namespace turnout::journal::sqlite
