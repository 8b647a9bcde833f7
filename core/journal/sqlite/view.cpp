#include "core/journal/sqlite/view.hpp"

namespace turnout::journal::sqlite {

Cursor to_cursor(const std::string& route, const CursorState& state) {
    Cursor cursor;
    cursor.route = route;
    cursor.settled_to = state.progress.settled_to();
    cursor.settled_above = state.progress.settled_above();
    cursor.mark = state.mark;
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

} // namespace turnout::journal::sqlite
