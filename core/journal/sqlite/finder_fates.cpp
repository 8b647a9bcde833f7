// The part of Finder that says what became of an event.
#include "core/journal/record.hpp"
#include "core/journal/sqlite/finder_page.hpp"
#include "core/journal/sqlite/parked_row.hpp"
#include "core/journal/sqlite/progress_history.hpp"

#include <algorithm>

namespace turnout::journal::sqlite {

std::vector<RouteFate> Finder::fates(Sequence sequence) {
    std::vector<Cursor> cursors = view_.cursors();
    const std::size_t known = cursors.size();
    for (const auto& [route, counts] : view_.all_counts()) {
        const auto same = [&name = route](const Cursor& cursor) { return cursor.route == name; };
        if (route == host_route || std::any_of(cursors.begin(), cursors.end(), same)) continue;
        Cursor gone;
        gone.route = route;
        gone.retired = true;
        cursors.push_back(std::move(gone));
    }
    return reading([&] {
        std::vector<RouteFate> all;
        for (std::size_t i = 0; i < cursors.size(); ++i) {
            RouteFate one = fate(sequence, cursors[i]);
            // Of a route without a cursor only its dead letters are left.
            if (i < known || !one.rows.empty()) all.push_back(std::move(one));
        }
        return all;
    });
}

RouteFate Finder::fate(Sequence sequence, const Cursor& cursor) {
    RouteFate fate;
    fate.route = cursor.route;
    fate.retired = cursor.retired;
    rows_of_.bind_all(cursor.route, sequence);
    for (Rows rows(rows_of_); rows.next();) fate.rows.push_back(parked_row_of(rows_of_, bodies_));
    const auto first = [](const ParkedRow& row) { return row.parked.key.replay == 0; };
    const bool passed = sequence <= cursor.settled_to ||
                        std::binary_search(cursor.settled_above.begin(), cursor.settled_above.end(), sequence);
    if (passed || std::any_of(fate.rows.begin(), fate.rows.end(), first)) fate.standing = RouteFate::Standing::settled;
    if (sequence <= cursor.start) fate.standing = RouteFate::Standing::before_start;
    if (fate.standing != RouteFate::Standing::settled || sequence > cursor.settled_to) return fate;
    samples_.bind_all(cursor.route, sequence);
    Rows rows(samples_);
    try {
        if (rows.next()) fate.settled_by = ProgressHistory::settled_by(samples_.bytes(0), sequence);
    } catch (const BadRecord& error) {
        cannot_read(file_, "the history of route " + cursor.route + " is damaged: " + error.what());
    }
    return fate;
}

} // namespace turnout::journal::sqlite
