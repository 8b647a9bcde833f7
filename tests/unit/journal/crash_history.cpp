#include "tests/unit/journal/crash_history.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <set>

namespace turnout::test {

using journal::AppendResult;
using journal::Disposition;
using journal::ParkedState;
using journal::Sequence;

namespace {

const std::vector<std::string>& routes() {
    static const std::vector<std::string> names{"first", "second"};
    return names;
}

} // namespace

/// Notes at which point of the disk's history each answer was given; told by the writer's thread.
class CrashHistory::Recorder final : public journal::Listener {
public:
    explicit Recorder(CrashHistory& history) : history_(history) {}

    void answered(std::vector<journal::Answer>& answers) override {
        const std::lock_guard lock(mutex_);
        for (journal::Answer& answer : answers) {
            const journal::Arrival& arrival = answer.submission->arrival();
            if (answer.result == AppendResult::stored) {
                Promise& promise = history_.promises_[std::string(arrival.event.message_id)];
                promise.acknowledged = history_.vfs_.size();
            }
            answer.submission.reset();
        }
        finished_ += answers.size();
        changed_.notify_all();
    }

    void appended(Sequence) override {}

    /// `derived`: the event that came with it, or empty.
    void confirm(Settling& settling, const std::string& derived = {}) {
        const std::lock_guard lock(mutex_);
        settling.confirmed = history_.vfs_.size();
        if (!derived.empty()) history_.promises_[derived].acknowledged = settling.confirmed;
        ++finished_;
        changed_.notify_all();
    }

    void finish() {
        const std::lock_guard lock(mutex_);
        ++finished_;
        changed_.notify_all();
    }

    void expect() {
        const std::lock_guard lock(mutex_);
        ++asked_;
    }

    void expect(const std::string& id, Promise promise) {
        promises(id, std::move(promise));
        expect();
    }

    void promises(const std::string& id, Promise promise) {
        const std::lock_guard lock(mutex_);
        if (promise.disposition == Disposition::deliver) {
            promise.events = std::max<std::size_t>(promise.elements.size(), 1);
            promise.first = history_.assigned_ + 1;
            history_.assigned_ += promise.events;
        }
        history_.promises_[id] = std::move(promise);
    }

    void wait() {
        std::unique_lock lock(mutex_);
        if (!changed_.wait_for(lock, patience, [this] { return finished_ == asked_; }))
            throw std::runtime_error("the journal does not answer");
    }

private:
    CrashHistory& history_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t finished_ = 0, asked_ = 0;
};

CrashHistory::CrashHistory(std::uint32_t seed, const std::string& pragmas, bool purging)
    : random_(seed),
      purging_(purging) {
    engine_.options.vfs = vfs_.name();
    engine_.options.pragmas = pragmas;
    engine_.options.recent_ids = 128;
    engine_.options.segment_ids = 16;
    engine_.options.checkpoint_pages = 25;
    engine_.options.flush_delay = std::chrono::milliseconds(1);
    engine_.options.housekeeping = std::chrono::milliseconds(0);
    if (purging) engine_.options.retention = std::chrono::minutes(5);
    run(2, 20);
    operations_ = vfs_.take();
}

void CrashHistory::run(int runs, int rounds) {
    for (int one = 0; one < runs; ++one) {
        Recorder recorder(*this);
        const auto journal = engine_.open();
        journal->start(recorder);
        for (const std::string& route : routes()) {
            journal->open_route(route, journal::RouteStart::oldest);
            opened_.try_emplace(route, vfs_.size());
        }
        for (int number = 0; number < rounds; ++number) round(*journal, recorder, number);
        journal->stop();
        purged_ = journal->read(0, 1, 1).at(0).sequence - 1;
    }
}

void CrashHistory::round(journal::Journal& journal, Recorder& recorder, int number) {
    if (purging_) engine_.clock.advance(std::chrono::minutes(1));
    const std::uint32_t messages = 1 + any(8);
    for (std::uint32_t i = 0; i < messages; ++i) append(journal, recorder);
    if (number % 2 == 1) settle(journal, recorder);
    // Sometimes the next round is queued while this one is being committed.
    if (any(3) != 0) recorder.wait();
    if (number % 5 == 4) {
        recorder.wait();
        settle(journal, recorder);
        recorder.wait();
        step(journal, recorder);
    }
}

void CrashHistory::step(journal::Journal& journal, Recorder& recorder) {
    for (const auto& row : journal.find_parked({.route = std::string(journal::host_route), .limit = 2})) {
        Settling& settling = dropped_[std::string(row.parked.event.event.message_id)];
        settling.asked = vfs_.size();
        recorder.expect();
        journal.drop_dead({.numbers = {row.number}}, [&](const journal::StepsDone&) { recorder.confirm(settling); });
    }
    const std::string& route = routes().front();
    for (const auto& row : journal.find_parked({.state = ParkedState::waiting, .route = route, .limit = 3})) {
        if (row.parked.key.replay != 0) continue;
        journal::Outcome outcome = park(route, row.parked.event, ParkedState::dead);
        recorder.expect();
        journal.settle({outcome}, [&](bool) { recorder.finish(); });
        Settling& settling = replayed_[row.parked.key.sequence];
        settling.asked = vfs_.size();
    }
    recorder.wait();
    recorder.expect();
    journal.replay_dead({.route = route}, "", [&](const journal::StepsDone&) {
        for (auto& [sequence, settling] : replayed_) settling.confirmed = settling.confirmed.value_or(vfs_.size());
        recorder.finish();
    });
    recorder.wait();
}

void CrashHistory::append(journal::Journal& journal, Recorder& recorder) {
    const std::string id = "m-" + std::to_string(next_message_++);
    std::vector<std::string> elements;
    if (any(5) == 0)
        for (std::uint32_t i = 0; i <= any(4); ++i) elements.push_back(id + "/" + std::to_string(i));
    auto message = std::make_unique<Message>(id, id + std::string(any(8) == 0 ? 9'000 : any(700), '.'), elements);
    if (any(12) == 0) message->change().disposition = static_cast<Disposition>(2 + any(3));
    const journal::Arrival& arrival = message->arrival();
    recorder.expect(id, {std::string(arrival.event.body), elements, arrival.disposition, std::nullopt, 0, 0});
    journal.append(std::move(message));
}

void CrashHistory::settle(journal::Journal& journal, Recorder& recorder) {
    recorder.wait();
    for (const std::string& route : routes()) {
        Sequence passed = 0;
        while (settlings_[route].contains(passed + 1)) ++passed;
        for (const auto& stored : journal.read(passed, 30, 1 << 20)) {
            if (any(4) == 0 || settlings_[route].contains(stored.sequence)) continue;
            Settling& settling = settlings_[route][stored.sequence];
            settling.asked = vfs_.size();
            settling.parks = any(6) == 0;
            recorder.expect();
            std::string derived;
            auto given = outcome(route, stored, settling, derived);
            if (!derived.empty())
                recorder.promises(derived, {given.additions->events.front().body, {}, Disposition::deliver, {}, 0, 0});
            journal.settle({std::move(given)},
                           [&recorder, &settling, derived](bool) { recorder.confirm(settling, derived); });
        }
    }
}

journal::Outcome CrashHistory::outcome(const std::string& route, const journal::StoredEvent& stored, Settling& settling,
                                       std::string& derived) {
    if (settling.parks) return park(route, stored, ParkedState::waiting);
    auto result = done(route, stored.sequence);
    if (any(2) == 0) return result;
    settling.adds = true;
    const auto name = route + "/" + std::to_string(stored.sequence);
    journal::Additions additions;
    additions.instance = "p";
    additions.writes = {{name, name + std::string(any(300), '.')}};
    additions.done_once = {{name, std::chrono::hours(24 * 1'000)}};
    // Not of what is derived itself: there would be no end of it.
    if (any(3) == 0 && stored.event.kind != eventsub::Kind::emitted) {
        derived = "d-" + name;
        additions.events = {
            {derived, "custom.test", "1", "1337", derived + std::string(any(700), '.'), engine_.clock.now()}};
    }
    result.additions = std::make_shared<const journal::Additions>(std::move(additions));
    return result;
}

std::size_t CrashHistory::derived() const {
    return static_cast<std::size_t>(std::count_if(promises_.begin(), promises_.end(),
                                                  [](const auto& promise) { return promise.first.starts_with("d-"); }));
}

std::string CrashHistory::broken_promise(std::size_t point, const DiskReplay::Files& files) const {
    const TemporaryDirectory directory;
    for (const auto& [name, content] : files) directory.write(name, content);
    journal::SqliteOptions options = engine_.options;
    options.directory = directory.path();
    options.vfs.clear();
    options.pragmas = "PRAGMA synchronous = OFF"; // only for speed: nothing crashes any more
    options.retention = std::chrono::hours(1);
    try {
        RunningJournal journal(journal::open_sqlite(options, engine_.clock, silent_logger()));
        std::string broken = broken_log(point, journal);
        for (const std::string& route : routes())
            if (broken.empty()) broken = broken_cursor(point, journal, route);
        for (const std::string& route : routes())
            if (broken.empty()) broken = broken_state(point, journal, route);
        return broken.empty() ? broken_memory(point, journal) : broken;
    } catch (const std::exception& error) {
        return std::string("it cannot be opened: ") + error.what();
    }
}

bool CrashHistory::may_be_purged(std::size_t point, Sequence sequence) const {
    if (!purging_) return false;
    for (const auto& [route, settlings] : settlings_) {
        const auto found = settlings.find(sequence);
        if (found == settlings.end() || found->second.asked > point) return false;
    }
    return true;
}

std::string CrashHistory::broken_log(std::size_t point, const RunningJournal& journal) const {
    std::map<Sequence, journal::StoredEvent> log;
    for (const auto& stored : journal.read_all(0, 100)) log[stored.sequence] = stored;
    std::set<std::string> letters;
    for (const auto& letter : journal.parked(std::string(journal::host_route), ParkedState::dead))
        letters.emplace(letter.event.event.message_id);
    for (const auto& [id, promise] : promises_) {
        if (!promise.acknowledged || *promise.acknowledged > point) continue;
        if (promise.disposition != Disposition::deliver) {
            const auto dropped = dropped_.find(id);
            const bool asked = dropped != dropped_.end() && dropped->second.asked <= point;
            if (!letters.contains(id) && !asked) return "dead letter " + id + " is lost";
            const bool gone = asked && dropped->second.confirmed && *dropped->second.confirmed <= point;
            if (letters.contains(id) && gone) return "dead letter " + id + " is there again";
            continue;
        }
        for (std::size_t i = 0; i < promise.events; ++i) {
            const auto found = log.find(promise.first + i);
            if (found == log.end() && may_be_purged(point, promise.first + i)) continue;
            if (found == log.end()) return "event " + id + " is lost";
            if (found->second.event.message_id != id || found->second.event.body != promise.body)
                return "event " + id + " is another";
        }
    }
    return {};
}

std::string CrashHistory::broken_cursor(std::size_t point, const RunningJournal& journal,
                                        const std::string& route) const {
    const journal::Cursor cursor = journal.cursor(route);
    if (opened_.at(route) > point) return {};
    if (cursor.route.empty()) return "cursor " + route + " is lost";
    std::set<Sequence> settled(cursor.settled_above.begin(), cursor.settled_above.end());
    for (Sequence one = 1; one <= cursor.settled_to; ++one) settled.insert(one);
    const auto found = settlings_.find(route);
    const Settlings& known = found == settlings_.end() ? Settlings{} : found->second;
    for (const Sequence one : settled) {
        const auto settling = known.find(one);
        if (settling == known.end() || settling->second.asked > point)
            return "cursor " + route + " is ahead: " + std::to_string(one);
    }
    const auto waiting = journal.parked(route, ParkedState::waiting);
    std::multiset<Sequence> parked;
    for (const auto& row : waiting) parked.insert(row.key.sequence);
    for (const auto& row : journal.parked(route, ParkedState::dead)) parked.insert(row.key.sequence);
    for (const auto& [sequence, settling] : known) {
        if (!settling.confirmed || *settling.confirmed > point) continue;
        if (!settled.contains(sequence)) return "cursor " + route + " has forgotten " + std::to_string(sequence);
        if (settling.parks && parked.count(sequence) != 1)
            return "parked " + std::to_string(sequence) + " is there " + std::to_string(parked.count(sequence)) +
                   " times";
    }
    if (const std::string broken = route == routes().front() ? broken_steps(point, journal) : ""; !broken.empty())
        return broken;
    return journal->counts(route).waiting == waiting.size() ? "" : "counts of " + route + " are wrong";
}

/// What came with an outcome is there if, and only if, the outcome is.
std::string CrashHistory::broken_state(std::size_t point, const RunningJournal& journal,
                                       const std::string& route) const {
    const auto found = settlings_.find(route);
    if (opened_.at(route) > point || found == settlings_.end()) return {};
    const journal::Cursor cursor = journal.cursor(route);
    const std::set<Sequence> above(cursor.settled_above.begin(), cursor.settled_above.end());
    for (const auto& [sequence, settling] : found->second) {
        if (!settling.adds) continue;
        const auto name = route + "/" + std::to_string(sequence);
        const bool settled = sequence <= cursor.settled_to || above.contains(sequence);
        const auto value = journal->plugin_state().value("p", name);
        if (value.has_value() != settled) return "state " + name + (settled ? " is lost" : " is ahead of its outcome");
        if (value && !value->starts_with(name)) return "state " + name + " is another";
        std::promise<std::optional<journal::Once>> told;
        journal->plugin_state().begin_once("p", name, std::chrono::hours(1), 1'000'000,
                                           [&told](std::optional<journal::Once> once) { told.set_value(once); });
        const auto expected = settled ? journal::Once::done : journal::Once::fresh;
        if (told.get_future().get() != expected) return "once " + name + " is not as its outcome";
    }
    return {};
}

std::string CrashHistory::broken_steps(std::size_t point, const RunningJournal& journal) const {
    std::set<std::uint32_t> replays;
    for (const auto& row : journal.parked(routes().front(), ParkedState::waiting)) {
        const auto found = replayed_.find(row.key.sequence);
        const bool over = found != replayed_.end() && found->second.confirmed && *found->second.confirmed <= point;
        if (over && row.key.replay == 0) return "the replay of " + std::to_string(row.key.sequence) + " is lost";
        if (row.key.replay != 0 && !replays.insert(row.key.replay).second) return "two replays have one number";
    }
    return {};
}

std::string CrashHistory::broken_memory(std::size_t point, RunningJournal& journal) const {
    std::vector<std::string> sent;
    for (const auto& [id, promise] : promises_) {
        if (!promise.acknowledged || *promise.acknowledged > point) continue;
        auto message = std::make_unique<Message>(id, promise.body, promise.elements);
        message->change().disposition = promise.disposition;
        journal->append(std::move(message));
        sent.push_back(id);
    }
    if (!journal.answers().wait_for(sent.size())) return "it does not answer";
    for (const auto& given : journal.answers().given())
        if (given.result != AppendResult::duplicate) return "message " + given.message_id + " is not known any more";
    return journal.append("something new") == AppendResult::stored ? "" : "it takes nothing new";
}

} // namespace turnout::test
