#include "core/app/part_figures.hpp"

namespace turnout::app {

void add_journal_figures(const journal::Journal& journal, FigureFamilies& all) {
    FigureFamily::gauge("turnout_journal_accepting", "1 while events can be stored.")
        .add({}, journal.state().accepting)
        .move_to(all);
    FigureFamily::gauge("turnout_journal_last_sequence", "Number of the newest event.")
        .add({}, journal.last())
        .move_to(all);
}

} // namespace turnout::app
