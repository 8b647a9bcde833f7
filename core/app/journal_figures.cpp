#include "core/app/part_figures.hpp"

namespace turnout::app {

namespace {

void add_space(const journal::Figures& now, FigureFamilies& all) {
    FigureFamily::gauge("turnout_journal_used_bytes", "Space that the journal uses, without what is free inside it.")
        .add({}, now.used_bytes)
        .move_to(all);
    FigureFamily::gauge("turnout_journal_max_bytes", "journal.max_size.").add({}, now.max_bytes).move_to(all);
    FigureFamily::gauge("turnout_journal_log_bytes", "Size of the write-ahead log.")
        .add({}, now.log_bytes)
        .move_to(all);
    FigureFamily::gauge("turnout_journal_free_disk_bytes", "Free space on the journal's file system.")
        .add({}, now.free_disk_bytes)
        .move_to(all);
    FigureFamily::gauge("turnout_journal_over_size", "1 while events are refused because of journal.max_size.")
        .add({}, now.over_size)
        .move_to(all);
    FigureFamily::gauge("turnout_journal_disk_low", "1 while events are refused because of journal.min_free_disk.")
        .add({}, now.disk_low)
        .move_to(all);
}

void add_dead_letters(const journal::Figures& now, FigureFamilies& all) {
    FigureFamily::gauge("turnout_dead_letter_bytes", "Size of the events of all dead letters.")
        .add({}, now.dead_bytes)
        .move_to(all);
    FigureFamily::counter("turnout_dead_letters_expired_total", "Dead letters that journal.dead.* have ended.")
        .add({{"limit", "age"}}, now.expired.by_age)
        .add({{"limit", "count"}}, now.expired.by_count)
        .add({{"limit", "size"}}, now.expired.by_size)
        .move_to(all);
}

} // namespace

void add_journal_figures(const journal::Journal& journal, FigureFamilies& all) {
    const auto now = journal.figures();
    FigureFamily::gauge("turnout_journal_accepting", "1 while events can be stored.")
        .add({}, journal.state().accepting)
        .move_to(all);
    FigureFamily::gauge("turnout_journal_first_sequence", "Number of the oldest event that is kept; 0: none.")
        .add({}, now.oldest)
        .move_to(all);
    FigureFamily::gauge("turnout_journal_last_sequence", "Number of the newest event.")
        .add({}, journal.last())
        .move_to(all);
    FigureFamily::histogram("turnout_journal_commit_events", "Events of a commit, of those that have any.")
        .add({}, now.commit_events)
        .move_to(all);
    FigureFamily::histogram("turnout_journal_commit_duration_seconds", "From the begin of a commit to its end on disk.")
        .add({}, now.commit_seconds)
        .move_to(all);
    add_space(now, all);
    add_dead_letters(now, all);
}

} // namespace turnout::app
