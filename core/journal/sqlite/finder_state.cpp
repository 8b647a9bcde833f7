// The part of Finder that tells a start what waits.
#include "core/journal/sqlite/finder_page.hpp"
#include "core/journal/sqlite/parked_row.hpp"

#include <algorithm>

namespace turnout::journal::sqlite {

void Finder::blocked_keys(const std::string& route, const std::function<void(std::string_view, std::uint64_t)>& tell) {
    reading([&] {
        keys_.bind_all(route);
        for (Rows rows(keys_); rows.next();) tell(keys_.bytes(0), keys_.natural(1));
    });
}

void Finder::held_lanes(const std::string& route, const std::function<void(eventsub::Time)>& tell) {
    reading([&] {
        lanes_.bind_all(route);
        for (Rows rows(lanes_); rows.next();) tell(eventsub::Time(eventsub::Duration(lanes_.number(0))));
    });
}

std::vector<ParkedRow> Finder::begun(const std::string& route, std::uint64_t after, std::size_t count) {
    return reading([&] {
        std::vector<ParkedRow> found;
        begun_.bind_all(route, after, static_cast<std::int64_t>(std::min<std::size_t>(count, INT32_MAX)));
        for (Rows rows(begun_); rows.next();) found.push_back(parked_row_of(begun_, bodies_));
        return found;
    });
}

} // namespace turnout::journal::sqlite
