// How much space the store takes, and what takes it.
#include "core/journal/sqlite/space_guard.hpp"
#include "core/journal/sqlite/store.hpp"

#include <algorithm>

namespace turnout::journal::sqlite {

namespace {

/// What a parked row takes beside its event, with its places in the indexes.
constexpr std::uint64_t row_bytes = 300;

constexpr auto or_raise = ", or raise journal.max_size";

} // namespace

std::uint64_t Store::log_bytes() const {
    constexpr std::uint64_t frame = 4'096 + 24;
    return static_cast<std::uint64_t>(log_.pages) * frame;
}

std::uint64_t Store::used_bytes() {
    const auto pages = database_.number("PRAGMA page_count") - database_.number("PRAGMA freelist_count");
    return static_cast<std::uint64_t>(std::max<std::int64_t>(pages, 0) * database_.number("PRAGMA page_size"));
}

std::string Store::slowest_route() const {
    const std::map<std::string, CursorState>& all = cursors_.all();
    const auto slowest = std::min_element(all.begin(), all.end(), [](const auto& left, const auto& right) {
        return left.second.progress.settled_to() < right.second.progress.settled_to();
    });
    return slowest == all.end() || slowest->second.progress.settled_to() >= last_ ? std::string() : slowest->first;
}

std::string Store::longest_waiting_route() const {
    const auto pending = [](const auto& one) { return one.second.waiting + one.second.held; };
    const auto& all = parked_.counts();
    const auto most = std::max_element(
        all.begin(), all.end(), [&](const auto& left, const auto& right) { return pending(left) < pending(right); });
    return most == all.end() || pending(*most) == 0 ? std::string() : most->first;
}

std::string Store::what_fills(std::uint64_t used) const {
    const auto dead = parked_.dead_letters();
    const std::uint64_t dead_bytes = dead.bytes + dead.number * row_bytes;
    const std::string letters = std::to_string(dead.number) + " dead letters take about " + mebibytes(dead_bytes) +
                                " of it; end some with `turnout dead drop`, lower journal.dead.max_size";
    if (dead_bytes >= used / 2) return letters + or_raise;
    if (const std::string route = slowest_route(); !route.empty())
        return "route " + route + " has not settled what is stored; see to it" + or_raise;
    if (const std::string route = longest_waiting_route(); !route.empty())
        return "events of route " + route + " wait for another attempt; see to it" + or_raise;
    return dead.number == 0 ? "raise journal.max_size" : letters + or_raise;
}

} // namespace turnout::journal::sqlite
