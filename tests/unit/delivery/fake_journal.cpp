#include "fake_journal.hpp"

#include "core/journal/body_sum.hpp"

#include <algorithm>
#include <set>

namespace turnout::delivery::test {

namespace {

struct Bytes {
    std::string id, type, version, broadcaster, body;
};

std::string body_of(const Made& made) {
    return R"({"subscription":{"id":"s","type":")" + made.type + R"(","version":")" + made.version +
           R"(","status":"enabled","condition":{"broadcaster_user_id":")" + made.broadcaster +
           R"("}},"event":{"user_id":")" + made.user + R"(","broadcaster_user_id":")" + made.broadcaster + R"("}})";
}

bool before(const journal::Parked& a, const journal::Parked& b) {
    return std::tie(a.next_attempt, a.key.sequence, a.key.replay) <
           std::tie(b.next_attempt, b.key.sequence, b.key.replay);
}

} // namespace

std::vector<journal::Parked> Disk::of(journal::ParkedState state) const {
    std::vector<journal::Parked> found;
    for (const auto& [key, row] : rows)
        if (row.state == state) found.push_back(row);
    return found;
}

FakeJournal::FakeJournal(Disk disk, bool unclean) : disk_(std::move(disk)), unclean_(unclean) {
    writer_ = std::thread{[this] { run(); }};
}

FakeJournal::~FakeJournal() {
    {
        const std::lock_guard lock{mutex_};
        ended_ = true;
        changed_.notify_all();
    }
    writer_.join();
}

journal::Sequence FakeJournal::add(const Made& made) {
    auto bytes = std::make_shared<Bytes>();
    bytes->type = made.type;
    bytes->version = made.version;
    bytes->broadcaster = made.broadcaster;
    bytes->body = made.body.empty() ? body_of(made) : made.body;
    const std::lock_guard lock{mutex_};
    journal::StoredEvent stored;
    stored.sequence = ++disk_.last;
    bytes->id = "m" + std::to_string(stored.sequence);
    auto& event = stored.event;
    event.kind = made.kind;
    event.message_id = bytes->id;
    event.subscription_id = "s";
    event.type = bytes->type;
    event.version = bytes->version;
    event.status = "enabled";
    event.broadcaster_id = bytes->broadcaster;
    event.retry = "0";
    event.body = bytes->body;
    event.accepted = eventsub::SystemClock{}.now();
    event.sent = event.accepted;
    stored.owner = std::move(bytes);
    disk_.events.emplace(stored.sequence, std::move(stored));
    return disk_.last;
}

void FakeJournal::purge(journal::Sequence up_to) {
    const std::lock_guard lock{mutex_};
    disk_.events.erase(disk_.events.begin(), disk_.events.upper_bound(up_to));
}

void FakeJournal::cut() {
    const std::lock_guard lock{mutex_};
    cut_ = true;
}

void FakeJournal::fail() {
    const std::lock_guard lock{mutex_};
    failed_ = true;
}

void FakeJournal::fail_reads(bool failing) {
    const std::lock_guard lock{mutex_};
    unreadable_ = failing;
}

void FakeJournal::damage(journal::Sequence up_to) {
    const std::lock_guard lock{mutex_};
    damaged_to_ = up_to;
}

void FakeJournal::refuse_retiring(bool refused) {
    const std::lock_guard lock{mutex_};
    retires_ = !refused;
}

void FakeJournal::alter(const std::function<void(Disk&)>& change) {
    const std::lock_guard lock{mutex_};
    change(disk_);
}

void FakeJournal::check_readable() const {
    if (unreadable_) throw journal::JournalError("the disk is gone");
}

void FakeJournal::retire_route(const std::string& route) {
    const std::lock_guard lock{mutex_};
    if (!retires_) throw journal::JournalError("the disk is full");
    disk_.cursors.at(route).retired = true;
}

bool FakeJournal::rename_route(const std::string& from, const std::string& to) {
    const std::lock_guard lock{mutex_};
    auto node = disk_.cursors.contains(to) ? decltype(disk_.cursors)::node_type{} : disk_.cursors.extract(from);
    if (node.empty()) return false;
    node.key() = node.mapped().route = to;
    node.mapped().retired = false;
    disk_.cursors.insert(std::move(node));
    decltype(disk_.rows) rows;
    for (auto& [key, row] : disk_.rows) {
        auto moved = key;
        if (std::get<0>(key) == from) std::get<0>(moved) = row.key.route = to;
        rows.emplace(std::move(moved), std::move(row));
    }
    disk_.rows = std::move(rows);
    return true;
}

bool FakeJournal::pause_route(const std::string& route, bool paused) {
    const std::lock_guard lock{mutex_};
    const auto found = disk_.cursors.find(route);
    if (found == disk_.cursors.end()) return false;
    found->second.paused = paused;
    return true;
}

void FakeJournal::hold(bool held) {
    const std::lock_guard lock{mutex_};
    held_ = held;
    changed_.notify_all();
}

Disk FakeJournal::disk() const {
    const std::lock_guard lock{mutex_};
    return disk_;
}

std::size_t FakeJournal::commits() const {
    const std::lock_guard lock{mutex_};
    return commits_;
}

std::size_t FakeJournal::reads() const {
    const std::lock_guard lock{mutex_};
    return reads_;
}

std::size_t FakeJournal::rows_read() const {
    const std::lock_guard lock{mutex_};
    return rows_read_;
}

std::size_t FakeJournal::events_in_memory() const {
    const std::lock_guard lock{mutex_};
    return static_cast<std::size_t>(std::count_if(disk_.events.begin(), disk_.events.end(), [](const auto& entry) {
        return entry.second.owner.use_count() > 1;
    }));
}

void FakeJournal::queue(Task task) {
    const std::lock_guard lock{mutex_};
    tasks_.push_back(std::move(task));
    changed_.notify_all();
}

void FakeJournal::run() {
    std::unique_lock lock{mutex_};
    for (;;) {
        changed_.wait(lock, [this] { return ended_ || (!tasks_.empty() && !held_); });
        if (tasks_.empty()) return;
        auto task = std::move(tasks_.front());
        tasks_.pop_front();
        const bool durable = !failed_ && !cut_;
        if (durable) {
            task.write(disk_);
            ++commits_;
        }
        lock.unlock();
        if (task.done) task.done(durable);
        lock.lock();
    }
}

void FakeJournal::pass(Disk& disk, const std::string& route, journal::Sequence sequence) {
    auto& cursor = disk.cursors[route];
    if (sequence <= cursor.settled_to) return;
    auto& above = cursor.settled_above;
    const auto place = std::lower_bound(above.begin(), above.end(), sequence);
    if (place == above.end() || *place != sequence) above.insert(place, sequence);
    auto joined = above.begin();
    while (joined != above.end() && *joined == cursor.settled_to + 1) {
        ++cursor.settled_to;
        ++joined;
    }
    above.erase(above.begin(), joined);
}

void FakeJournal::apply(Disk& disk, journal::Outcome& outcome) {
    const Disk::RowKey key{outcome.key.route, outcome.key.sequence, outcome.key.replay};
    switch (outcome.action) {
    case journal::Outcome::Action::done: disk.rows.erase(key); break;
    case journal::Outcome::Action::park: disk.rows[key] = std::move(*outcome.parked); break;
    case journal::Outcome::Action::charge: {
        auto& row = disk.rows.at(key);
        row.attempts = outcome.parked->attempts;
        row.first_attempt = outcome.parked->first_attempt;
        row.last_attempt = outcome.parked->last_attempt;
        row.ordering_key = outcome.parked->ordering_key;
        return;
    }
    }
    if (outcome.key.replay == 0) pass(disk, outcome.key.route, outcome.key.sequence);
}

void FakeJournal::settle(std::vector<journal::Outcome> outcomes, Settled done) {
    auto shared = std::make_shared<std::vector<journal::Outcome>>(std::move(outcomes));
    queue({[shared](Disk& disk) {
               for (auto& outcome : *shared) apply(disk, outcome);
           },
           std::move(done)});
}

void FakeJournal::advance_mark(const std::string& route, journal::Sequence mark, Settled done) {
    queue({[route, mark](Disk& disk) { disk.cursors[route].mark = std::max(disk.cursors[route].mark, mark); },
           std::move(done)});
}

void FakeJournal::refuse_opening() {
    const std::lock_guard lock{mutex_};
    opens_ = false;
}

journal::Cursor FakeJournal::open_route(const std::string& route, journal::RouteStart start) {
    const std::lock_guard lock{mutex_};
    if (!opens_) throw journal::JournalError("the disk is gone");
    const auto [place, added] = disk_.cursors.try_emplace(route);
    auto& cursor = place->second;
    if (added) {
        cursor.route = route;
        cursor.settled_to = start == journal::RouteStart::now ? disk_.last : 0;
        cursor.mark = cursor.settled_to;
    }
    cursor.suspects = unclean_ && !added;
    return cursor;
}

std::vector<journal::Cursor> FakeJournal::cursors() const {
    const std::lock_guard lock{mutex_};
    std::vector<journal::Cursor> all;
    for (const auto& [route, cursor] : disk_.cursors) all.push_back(cursor);
    return all;
}

std::vector<journal::StoredEvent> FakeJournal::read(journal::Sequence after, std::size_t count,
                                                    std::size_t bytes) const {
    const std::lock_guard lock{mutex_};
    check_readable();
    if (after < damaged_to_) throw journal::JournalError("a block is damaged");
    ++reads_;
    std::vector<journal::StoredEvent> events;
    std::size_t size = 0;
    for (auto place = disk_.events.upper_bound(after); place != disk_.events.end(); ++place) {
        size += place->second.event.body.size();
        if (events.size() == count || (!events.empty() && size > bytes)) break;
        events.push_back(place->second);
    }
    return events;
}

journal::Sequence FakeJournal::last() const {
    const std::lock_guard lock{mutex_};
    return disk_.last;
}

std::vector<journal::Parked> FakeJournal::parked(const std::string& route, journal::ParkedState state,
                                                 eventsub::Time until, std::size_t count, std::size_t bytes,
                                                 const std::optional<journal::Parked>& after,
                                                 std::span<const journal::RowKey> without) const {
    const std::lock_guard lock{mutex_};
    check_readable();
    std::vector<journal::Parked> found;
    for (auto place = disk_.rows.lower_bound({route, 0, 0}); place != disk_.rows.end(); ++place) {
        const auto& row = place->second;
        if (row.key.route != route) break;
        const journal::RowKey key{row.key.sequence, row.key.replay};
        if (std::binary_search(without.begin(), without.end(), key)) continue;
        if (row.state == state && row.next_attempt <= until && (!after || before(*after, row))) found.push_back(row);
    }
    std::sort(found.begin(), found.end(), before);
    journal::BodySum sum;
    std::size_t kept = 0;
    for (; kept < std::min(found.size(), count) && (kept == 0 || sum.total() < bytes); ++kept)
        sum.add(found[kept].event.event);
    found.resize(kept);
    rows_read_ += found.size();
    return found;
}

journal::Counts FakeJournal::counts(const std::string& route) const {
    const std::lock_guard lock{mutex_};
    journal::Counts counts;
    for (const auto& [key, row] : disk_.rows) {
        if (row.key.route != route) continue;
        if (row.state == journal::ParkedState::waiting) ++counts.waiting;
        if (row.state == journal::ParkedState::held) ++counts.held;
        if (row.state == journal::ParkedState::dead) ++counts.dead;
    }
    return counts;
}

std::optional<eventsub::Time> FakeJournal::oldest_pending(const std::string& route) const {
    const std::lock_guard lock{mutex_};
    check_readable();
    for (const auto& [key, row] : disk_.rows) // by sequence
        if (row.key.route == route && row.state != journal::ParkedState::dead && row.damage.empty())
            return row.event.event.accepted;
    return std::nullopt;
}

void FakeJournal::blocked_keys(const std::string& route,
                               const std::function<void(std::string_view, std::uint64_t)>& tell) const {
    const std::lock_guard lock{mutex_};
    check_readable();
    std::map<std::string, std::uint64_t> keys;
    for (const auto& [key, row] : disk_.rows) {
        const bool fresh = row.key.replay != 0 && row.attempts == 0;
        if (row.key.route == route && row.state == journal::ParkedState::waiting && !fresh) ++keys[row.ordering_key];
    }
    for (const auto& [key, rows] : keys) tell(key, rows);
}

void FakeJournal::held_lanes(const std::string& route, const std::function<void(eventsub::Time)>& tell) const {
    const std::lock_guard lock{mutex_};
    check_readable();
    std::set<eventsub::Time> lanes;
    for (const auto& [key, row] : disk_.rows)
        if (row.key.route == route && row.state == journal::ParkedState::held) lanes.insert(row.next_attempt);
    for (const auto lane : lanes) tell(lane);
}

std::vector<journal::ParkedRow> FakeJournal::begun(const std::string& route, std::uint64_t after,
                                                   std::size_t count) const {
    const std::lock_guard lock{mutex_};
    check_readable();
    std::vector<journal::ParkedRow> found;
    std::uint64_t number = 0;
    for (const auto& [key, row] : disk_.rows) {
        ++number;
        const bool begun =
            row.state == journal::ParkedState::waiting && row.attempts != 0 && row.last_attempt >= row.next_attempt;
        if (row.key.route == route && begun && number > after && found.size() < count) found.push_back({number, row});
    }
    return found;
}

journal::State FakeJournal::state() const {
    const std::lock_guard lock{mutex_};
    return {!failed_, failed_ ? "failed" : ""};
}

} // namespace turnout::delivery::test
