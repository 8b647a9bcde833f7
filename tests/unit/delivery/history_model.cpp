#include "history_model.hpp"

#include <algorithm>

namespace turnout::delivery::test {

namespace {

using journal::Disposition;

constexpr std::size_t page = 256;
constexpr std::size_t page_bytes = std::size_t{1} << 20;

/// Scattered, and the same for the same delivery and attempt.
std::uint64_t mixed(std::uint64_t seed, const turnout_event& event) {
    auto value = seed ^ (event.sequence * 0x9E3779B97F4A7C15U) ^ (std::uint64_t{event.attempt} << 40U) ^
                 std::hash<std::string_view>{}(text(event.delivery_id));
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
}

std::string name_of(const std::string& route, journal::Sequence sequence, std::uint32_t replay) {
    return route + "/" + std::to_string(sequence) + "/" + std::to_string(replay);
}

bool wants(const config::Route& route, const eventsub::Event& event) {
    return route.type.empty() || route.type == event.type;
}

std::vector<journal::Parked> rows_of(const journal::Journal& journal, const std::string& route) {
    std::vector<journal::Parked> all;
    for (std::optional<journal::Parked> last;;) {
        const auto rows = journal.parked(route, journal::ParkedState::dead, eventsub::Time::max(), page, 1 << 20, last);
        all.insert(all.end(), rows.begin(), rows.end());
        if (rows.size() < page) return all;
        last = rows.back();
    }
}

} // namespace

void HistoryModel::crashing() {
    const std::lock_guard lock{mutex_};
    counts_ = Counts::handlers;
}

void HistoryModel::freeze() {
    const std::lock_guard lock{mutex_};
    counts_ = Counts::nothing;
}

void HistoryModel::thaw() {
    const std::lock_guard lock{mutex_};
    counts_ = Counts::all;
    deferred_.clear();
}

void HistoryModel::wrong(std::string what) {
    if (wrong_.size() < 20) wrong_.push_back(std::move(what));
}

void HistoryModel::sent(const std::string& id, Disposition disposition) {
    const std::lock_guard lock{mutex_};
    sent_.try_emplace(id, Sent{disposition, false});
}

void HistoryModel::answered(const std::string& id, journal::AppendResult result) {
    const std::lock_guard lock{mutex_};
    if (counts_ != Counts::all) return;
    auto& sent = sent_.at(id);
    if (result == journal::AppendResult::refused) wrong("promise 1: " + id + " was refused without a reason");
    if (result == journal::AppendResult::stored && sent.stored) wrong("promise 2: " + id + " was stored twice");
    sent.stored = true; // or, as a duplicate, by an answer that nobody saw
}

void HistoryModel::opened(const config::Route& route, journal::Sequence start) {
    const std::lock_guard lock{mutex_};
    routes_[route.name] = route;
    start_.try_emplace(route.name, start);
}

void HistoryModel::replay_asked(const std::string& route, journal::Sequence sequence) {
    const std::lock_guard lock{mutex_};
    if (counts_ == Counts::all) ++replays_[route][sequence];
}

HistoryModel::Key HistoryModel::key_of(const turnout_event& event) {
    const auto id = text(event.delivery_id);
    const auto replay = std::stoul(std::string{id.substr(id.rfind('/') + 1)});
    return {std::string{text(event.route)}, event.sequence, static_cast<std::uint32_t>(replay)};
}

HistoryModel::Plan HistoryModel::begun(const turnout_event& event) {
    const auto choice = mixed(seed_, event) % 100;
    const std::lock_guard lock{mutex_};
    if (counts_ == Counts::nothing) return {};
    ++attempts_;
    const auto key = key_of(event);
    ++begun_[key];
    const auto name = std::string{text(event.delivery_id)};
    if (settled_.contains(key)) wrong("promise 2: " + name + " was handed out after it was settled");
    if (!sent_.contains(std::string{text(event.message_id)})) wrong(name + " was never sent");
    if (choice < 70) return {TURNOUT_OK};
    if (choice < 84) return {TURNOUT_RETRY};
    if (choice < 89) return {TURNOUT_REJECT};
    if (choice < 93) return {TURNOUT_OK, true};
    if (choice < 96) return {TURNOUT_RETRY, true};
    return {TURNOUT_OK, true, true};
}

void HistoryModel::succeeded(const turnout_event& event) {
    const std::lock_guard lock{mutex_};
    if (counts_ != Counts::nothing) succeeded_.insert(key_of(event));
}

void HistoryModel::succeeded(const journal::DeliveryKey& key) {
    const std::lock_guard lock{mutex_};
    if (counts_ != Counts::nothing) succeeded_.insert({key.route, key.sequence, key.replay});
}

void HistoryModel::defer(std::uint64_t token, const turnout_event& event) {
    const std::lock_guard lock{mutex_};
    const auto [route, sequence, replay] = key_of(event);
    deferred_.emplace_back(token, journal::DeliveryKey{route, sequence, replay});
}

std::vector<std::pair<std::uint64_t, journal::DeliveryKey>> HistoryModel::take_deferred() {
    const std::lock_guard lock{mutex_};
    return std::exchange(deferred_, {});
}

void HistoryModel::settled(const Settlement& settlement) {
    const std::lock_guard lock{mutex_};
    if (counts_ != Counts::all || settlement.verdict == "retry") return;
    const Key key{std::string{settlement.route}, settlement.sequence, settlement.replay};
    if (!settled_.insert(key).second)
        wrong("promise 2: " + name_of(std::string{settlement.route}, settlement.sequence, settlement.replay) +
              " was settled twice");
    if (settlement.verdict == "ok") done_.insert(key);
    if (settlement.verdict == "ok" && !succeeded_.contains(key))
        wrong("promise 2: " + std::string{settlement.route} + " settled what its handler did not do");
}

journal::Sequence HistoryModel::random_event(std::uint64_t number) const {
    const std::lock_guard lock{mutex_};
    if (settled_.empty()) return 0;
    auto place = settled_.begin();
    std::advance(place, static_cast<std::ptrdiff_t>(number % settled_.size()));
    return std::get<1>(*place);
}

std::vector<std::string> HistoryModel::known_ids() const {
    const std::lock_guard lock{mutex_};
    std::vector<std::string> ids;
    for (const auto& [id, sent] : sent_)
        if (sent.disposition == Disposition::deliver) ids.push_back(id);
    return ids;
}

std::uint64_t HistoryModel::attempts() const {
    const std::lock_guard lock{mutex_};
    return attempts_;
}

void HistoryModel::check_accepted(const journal::Journal& journal,
                                  std::map<journal::Sequence, journal::StoredEvent>& events) {
    std::map<std::string, unsigned> found;
    for (journal::Sequence last = 0;;) {
        const auto read = journal.read(last, page, page_bytes);
        if (read.empty()) break;
        for (const auto& event : read) {
            ++found[std::string{event.event.message_id}];
            events.emplace(event.sequence, event);
        }
        last = read.back().sequence;
    }
    for (const auto& [id, sent] : sent_) {
        const auto times = found.contains(id) ? found.at(id) : 0;
        if (times > 1) wrong("promise 2: " + id + " stands in the log " + std::to_string(times) + " times");
        if (sent.disposition == Disposition::deliver && sent.stored && times == 0)
            wrong("promise 1: " + id + " was answered and is lost");
    }
}

void HistoryModel::check_kept(const journal::Journal& journal) {
    std::map<std::string, unsigned> found;
    for (const auto& row : rows_of(journal, std::string{journal::host_route})) {
        ++found[std::string{row.event.event.message_id}];
        if (row.reason.empty() || row.event.event.body.empty()) wrong("promise 4: a kept message lacks body or reason");
    }
    for (const auto& [id, sent] : sent_)
        if (sent.disposition != Disposition::deliver && sent.stored && found[id] != 1)
            wrong("promise 4: " + id + " is kept " + std::to_string(found[id]) + " times");
}

void HistoryModel::check_route(const journal::Journal& journal, const std::string& route,
                               const std::map<journal::Sequence, journal::StoredEvent>& events) {
    std::map<std::pair<journal::Sequence, std::uint32_t>, journal::Parked> dead;
    std::map<journal::Sequence, unsigned> replayed;
    for (const auto& row : rows_of(journal, route)) {
        dead[{row.key.sequence, row.key.replay}] = row;
        if (row.attempts == 0 || row.verdict.empty() || row.reason.empty() || row.first_attempt == eventsub::Time{} ||
            row.last_attempt < row.first_attempt || row.plugin_id.empty())
            wrong("promise 2: the dead letter " + name_of(route, row.key.sequence, row.key.replay) + " is incomplete");
    }
    const auto over = [&](journal::Sequence sequence, std::uint32_t replay) {
        const Key key{route, sequence, replay};
        const bool died = dead.contains({sequence, replay});
        // Done, but not yet durably so when a crash came, and dead afterwards: that is no fault.
        if (!died && !succeeded_.contains(key)) wrong("promise 2: " + name_of(route, sequence, replay) + " was lost");
        if (died && done_.contains(key)) wrong("promise 2: " + name_of(route, sequence, replay) + " is done and dead");
    };
    for (const auto& [sequence, event] : events)
        if (sequence > start_.at(route) && wants(routes_.at(route), event.event)) over(sequence, 0);
    for (const auto& [key, count] : begun_)
        if (std::get<0>(key) == route && std::get<2>(key) != 0) {
            over(std::get<1>(key), std::get<2>(key));
            ++replayed[std::get<1>(key)];
        }
    for (const auto& [sequence, count] : replays_[route])
        if (replayed[sequence] < count) wrong("promise 2: a replay of " + name_of(route, sequence, 0) + " was lost");
}

std::vector<std::string> HistoryModel::check(const journal::Journal& journal) {
    const std::lock_guard lock{mutex_};
    std::map<journal::Sequence, journal::StoredEvent> events;
    check_accepted(journal, events);
    check_kept(journal);
    for (const auto& [route, start] : start_) check_route(journal, route, events);
    for (const auto& cursor : journal.cursors()) {
        const auto counts = journal.counts(cursor.route);
        if (cursor.settled_to != journal.last() || counts.waiting != 0 || counts.held != 0)
            wrong("promise 2: route " + cursor.route + " is not through");
    }
    return wrong_;
}

} // namespace turnout::delivery::test
