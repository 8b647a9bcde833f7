#include "core/journal/sqlite/view.hpp"

namespace turnout::journal::sqlite {

Cursor to_cursor(const std::string& route, const CursorState& state) {
    Cursor cursor;
    cursor.route = route;
    cursor.settled_to = state.progress.settled_to();
    cursor.settled_above = state.progress.settled_above();
    cursor.mark = state.mark;
    cursor.start = state.start;
    cursor.paused = state.paused;
    cursor.retired = state.retired();
    cursor.suspects = cursor.settled_to < state.suspects_to;
    return cursor;
}

std::vector<Cursor> View::cursors() const {
    const std::lock_guard lock(mutex_);
    std::vector<Cursor> all;
    all.reserve(cursors_.size());
    for (const auto& [route, state] : cursors_) all.push_back(to_cursor(route, state));
    return all;
}

std::map<std::string, CursorState> View::cursor_states() const {
    const std::lock_guard lock(mutex_);
    return cursors_;
}

Counts View::counts(const std::string& route) const {
    const std::lock_guard lock(mutex_);
    const auto found = counts_.find(route);
    return found == counts_.end() ? Counts{} : found->second;
}

ParkedTable::CountsByRoute View::all_counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
}

Sequence View::last() const {
    const std::lock_guard lock(mutex_);
    return last_;
}

std::uint64_t View::last_row() const {
    const std::lock_guard lock(mutex_);
    return last_row_;
}

Sequence View::first() const {
    const std::lock_guard lock(mutex_);
    return first_;
}

void View::set_first(Sequence first) {
    const std::lock_guard lock(mutex_);
    first_ = first;
}

State View::state() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

void View::publish(Sequence last, CursorTable& cursors, ParkedTable& parked, StateTable& states) {
    const std::lock_guard lock(mutex_);
    last_ = last;
    for (const std::string& route : cursors.take_saved()) {
        if (const CursorState* state = cursors.find(route))
            cursors_[route] = *state;
        else
            cursors_.erase(route);
    }
    if (states.usage_changed()) {
        usage_ = states.usage();
        states.usage_published();
    }
    if (!parked.counts_changed()) return;
    counts_ = parked.counts();
    last_row_ = parked.last_number();
    figures_.dead_letters = parked.dead_letters().number;
    figures_.dead_bytes = parked.dead_letters().bytes;
    parked.counts_published();
}

StateUsage View::state_usage(const std::string& instance) const {
    const std::lock_guard lock(mutex_);
    const auto found = usage_.find(instance);
    return found == usage_.end() ? StateUsage{} : found->second;
}

void View::set_state(State state) {
    const std::lock_guard lock(mutex_);
    state_ = std::move(state);
}

Figures View::figures() const {
    const std::lock_guard lock(mutex_);
    Figures figures = figures_;
    figures.newest = first_ <= last_ ? last_ : 0;
    figures.oldest = first_ <= last_ ? first_ : 0;
    figures.commit_events = commit_events_.reading();
    figures.commit_seconds = commit_times_.reading();
    return figures;
}

void View::set_space(const Space& space) {
    const std::lock_guard lock(mutex_);
    figures_.used_bytes = space.used;
    figures_.max_bytes = space.max;
    figures_.log_bytes = space.log;
    figures_.free_disk_bytes = space.free_disk;
    figures_.over_size = space.over_size;
    figures_.disk_low = space.disk_low;
}

void View::note_commit(std::size_t events, std::chrono::nanoseconds took) {
    if (events != 0) commit_events_.observe(static_cast<double>(events));
    commit_times_.observe(took);
}

void View::add_expired(const Expired& expired) {
    const std::lock_guard lock(mutex_);
    figures_.expired.by_age += expired.by_age;
    figures_.expired.by_count += expired.by_count;
    figures_.expired.by_size += expired.by_size;
}

} // namespace turnout::journal::sqlite
