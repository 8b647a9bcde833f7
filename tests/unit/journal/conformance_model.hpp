// Random histories with restarts, compared with a model. Part of the conformance of every engine.
#pragma once
#include "tests/unit/journal/journal_host.hpp"
#include "tests/unit/journal/journal_model.hpp"

#include <doctest/doctest.h>

#include <random>

namespace turnout::test {

using journal::AppendResult;
using journal::Disposition;
using journal::Outcome;
using journal::ParkedState;
using journal::RouteStart;
using journal::Sequence;

/// One history. Calls are queued without waiting, so that commits hold whatever happened to gather.
template <typename Engine> class RandomHistory {
public:
    explicit RandomHistory(std::uint32_t seed) : random_(seed) {}

    void run(int restarts, int steps) {
        for (int restart = 0; restart < restarts; ++restart) {
            RunningJournal journal(engine_.open());
            expected_.clear();
            for (const std::string& route : routes()) {
                if (restart == 0) {
                    journal->open_route(route, RouteStart::now);
                    model_.open(route);
                }
            }
            compare(journal);
            for (int step = 0; step < steps; ++step) this->step(journal);
            REQUIRE(journal.answers().wait_for(expected_.size()));
            CHECK(journal.settle({}));
            compare(journal);
        }
    }

private:
    static const std::vector<std::string>& routes() {
        static const std::vector<std::string> names{"first", "second", "third"};
        return names;
    }

    std::uint32_t any(std::uint32_t below) {
        return std::uniform_int_distribution<std::uint32_t>(0, below - 1)(random_);
    }

    void step(RunningJournal& journal) {
        if (any(3) == 0)
            settle(journal);
        else
            append(journal);
    }

    void append(RunningJournal& journal) {
        // Few names, so that many are known.
        const std::string id = "m-" + std::to_string(any(400));
        std::unique_ptr<Message> message;
        switch (any(6)) {
        case 0: message = Message::kept(static_cast<Disposition>(2 + any(3)), id, "because"); break;
        case 1: {
            std::vector<std::string> elements;
            for (std::uint32_t i = 0; i <= any(6); ++i) elements.push_back("e-" + std::to_string(any(400)));
            message = std::make_unique<Message>(id, "batch " + id, std::move(elements));
            break;
        }
        default: message = std::make_unique<Message>(id, "body of " + id + std::string(any(500), '.'));
        }
        expected_.push_back(model_.append(message->arrival()));
        journal->append(std::move(message));
    }

    void settle(RunningJournal& journal) {
        if (model_.log.empty()) return;
        std::vector<Outcome> outcomes;
        for (std::uint32_t i = 0; i <= any(5); ++i) {
            const std::string& route = routes()[any(3)];
            // Mostly what comes next, sometimes anything.
            const auto near = static_cast<Sequence>(model_.settled_to(route) + 1 + any(5));
            const Sequence sequence = any(4) == 0 ? 1 + any(static_cast<std::uint32_t>(model_.log.size())) : near;
            // What is not durable yet cannot have been read, so nobody settles it.
            if (sequence > journal->last()) continue;
            outcomes.push_back(outcome(route, sequence, any(5) == 0 ? 1 : 0));
        }
        journal->settle(std::move(outcomes), {});
    }

    Outcome outcome(const std::string& route, Sequence sequence, std::uint32_t replay) {
        const JournalModel::Key key{route, sequence, replay};
        const std::uint32_t what = any(6);
        if (what > 1) {
            model_.done(key);
            return done(route, sequence, replay);
        }
        const std::string& body = model_.log.at(sequence - 1).body;
        journal::StoredEvent event{sequence, {}, nullptr};
        event.event.body = body;
        const auto next = eventsub::Time(std::chrono::seconds(any(50)));
        const auto state = static_cast<ParkedState>(1 + any(3));
        const std::uint32_t attempts = any(9);
        Outcome parked = park(route, event, state, attempts, next);
        parked.key.replay = replay;
        if (what == 1) {
            model_.park(key, {state, attempts, next, body});
            bodies_.push_back(std::make_unique<std::string>(body));
            parked.parked->event.event.body = *bodies_.back();
            bodies_.push_back(std::make_unique<std::string>(model_.log.at(sequence - 1).element_id));
            parked.parked->event.event.element_id = *bodies_.back();
            return parked;
        }
        parked.action = Outcome::Action::charge;
        if (const auto row = model_.parked.find(key); row != model_.parked.end()) row->second.attempts = attempts;
        return parked;
    }

    void compare(RunningJournal& journal) {
        compare_answers(journal);
        compare_log(journal);
        for (const std::string& route : routes()) {
            const auto cursor = journal.cursor(route);
            CHECK(cursor.settled_to == model_.settled_to(route));
            CHECK(cursor.settled_above == model_.settled_above(route));
            CHECK_FALSE(cursor.suspects);
            compare_parked(journal, route);
        }
        compare_parked(journal, std::string(journal::host_route));
    }

    void compare_answers(RunningJournal& journal) {
        const auto given = journal.answers().given();
        REQUIRE(given.size() == expected_.size());
        for (std::size_t i = 0; i < given.size(); ++i) {
            CAPTURE(given[i].message_id);
            CHECK(given[i].result == expected_[i]);
        }
    }

    void compare_log(RunningJournal& journal) {
        const auto log = journal.read_all();
        REQUIRE(log.size() == model_.log.size());
        for (std::size_t i = 0; i < log.size(); ++i) {
            CHECK(log[i].sequence == i + 1);
            CHECK(log[i].event.message_id == model_.log[i].message_id);
            CHECK(log[i].event.element_id == model_.log[i].element_id);
            CHECK(log[i].event.body == model_.log[i].body);
        }
    }

    void compare_parked(RunningJournal& journal, const std::string& route) {
        std::map<ParkedState, std::uint64_t> numbers;
        for (const ParkedState state : {ParkedState::waiting, ParkedState::held, ParkedState::dead}) {
            const auto rows = journal.parked(route, state);
            numbers[state] = rows.size();
            for (const journal::Parked& row : rows) {
                const auto found = model_.parked.find({route, row.key.sequence, row.key.replay});
                REQUIRE(found != model_.parked.end());
                CHECK(found->second.state == state);
                CHECK(found->second.attempts == row.attempts);
                CHECK(found->second.next == row.next_attempt);
                CHECK(row.damage.empty());
                CHECK(found->second.body == row.event.event.body);
            }
        }
        const auto counts = journal->counts(route);
        CHECK(counts.waiting == numbers[ParkedState::waiting]);
        CHECK(counts.held == numbers[ParkedState::held]);
        CHECK(counts.dead == numbers[ParkedState::dead]);
        int of_route = 0;
        for (const auto& [key, row] : model_.parked) of_route += std::get<0>(key) == route ? 1 : 0;
        CHECK(static_cast<std::uint64_t>(of_route) == counts.waiting + counts.held + counts.dead);
    }

    std::mt19937 random_;
    Engine engine_;
    JournalModel model_;
    std::vector<AppendResult> expected_;
    std::vector<std::unique_ptr<std::string>> bodies_; ///< what queued outcomes copy from
};

TEST_CASE_TEMPLATE_DEFINE("random histories agree with the model", Engine, conformance_model) {
    for (std::uint32_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        RandomHistory<Engine>(seed).run(3, 120);
    }
}

#define TURNOUT_JOURNAL_MODEL_CONFORMANCE(ENGINE) TEST_CASE_TEMPLATE_INVOKE(conformance_model, ENGINE)

} // namespace turnout::test
