// An archive in memory, for the resources over it.
#pragma once
#include "core/journal/archive.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace turnout::test {

/// What the resources ask is answered from `events` (oldest first), `rows` and `standing`; what they have done is
/// noted. Calls that work in steps are done at once.
class FakeArchive final : public journal::Archive {
public:
    /// Of broadcaster "7"; its texts live as long as this.
    journal::StoredEvent& add(const std::string& id, const std::string& type, const std::string& body = "{}") {
        texts_.push_back(id);
        const auto& kept_id = texts_.back();
        texts_.push_back(type);
        const auto& kept_type = texts_.back();
        texts_.push_back(body);
        journal::StoredEvent stored;
        stored.sequence = events.size() + 1;
        stored.event.message_id = kept_id;
        stored.event.type = kept_type;
        stored.event.broadcaster_id = "7";
        stored.event.body = texts_.back();
        stored.event.accepted = eventsub::Time(std::chrono::seconds(1000 + stored.sequence));
        events.push_back(stored);
        return events.back();
    }

    void park(const journal::StoredEvent& stored, const std::string& route, journal::ParkedState state) {
        journal::ParkedRow row;
        row.number = rows.size() + 1;
        row.parked.key = {route, stored.sequence, 0};
        row.parked.state = state;
        row.parked.verdict = "reject";
        row.parked.event = stored;
        rows.push_back(row);
    }

    std::vector<journal::StoredEvent> find(const journal::EventQuery& query) const override {
        std::vector<journal::StoredEvent> found;
        for (const auto& each : events)
            if (each.sequence > query.after && (query.before == 0 || each.sequence < query.before) &&
                matches(query, each))
                found.push_back(each);
        if (!query.oldest_first) std::reverse(found.begin(), found.end());
        if (found.size() > std::min(query.limit, most_found)) found.resize(std::min(query.limit, most_found));
        return found;
    }

    journal::EventPage find_standing(const journal::EventQuery& query,
                                     const journal::StandingQuery& asked) const override {
        const bool open = asked.standing == journal::RouteFate::Standing::open;
        const auto stands = [&](const journal::RouteFate& fate) {
            return fate.standing == asked.standing && (open || fate.rows.empty());
        };
        journal::EventPage page;
        auto all = query;
        all.limit = most_found;
        for (const auto& stored : find(all)) {
            auto routes = fates(stored.sequence);
            if (!asked.route.empty())
                std::erase_if(routes, [&](const auto& fate) { return fate.route != asked.route; });
            const bool found = open ? std::any_of(routes.begin(), routes.end(), stands)
                                    : std::all_of(routes.begin(), routes.end(), stands);
            if (found) page.events.push_back(stored);
            if (page.events.size() == query.limit) {
                page.next = stored.sequence;
                break;
            }
        }
        return page;
    }

    std::vector<journal::ParkedRow> find_parked(const journal::ParkedQuery& query) const override {
        std::vector<journal::ParkedRow> found;
        for (const auto& row : rows)
            if (row.number > query.after && found.size() < std::min(query.limit, most_found) && means(query, row))
                found.push_back(row);
        return found;
    }

    std::uint64_t count_parked(const journal::ParkedQuery& query) const override {
        return static_cast<std::uint64_t>(
            std::count_if(rows.begin(), rows.end(), [&](const auto& row) { return means(query, row); }));
    }

    std::vector<journal::RouteFate> fates(journal::Sequence sequence) const override {
        std::vector<journal::RouteFate> all;
        for (const auto& [route, settled_to] : standing) {
            journal::RouteFate fate;
            fate.route = route;
            fate.standing =
                sequence <= settled_to ? journal::RouteFate::Standing::settled : journal::RouteFate::Standing::open;
            for (const auto& row : rows)
                if (row.parked.key.sequence == sequence && row.parked.key.route == route) fate.rows.push_back(row);
            all.push_back(std::move(fate));
        }
        return all;
    }

    journal::Figures figures() const override { return {}; }

    void drop_dead(const journal::ParkedQuery& query, Told told) override { act("drop", query, "", told); }

    void replay_dead(const journal::ParkedQuery& query, const std::string& route, Told told) override {
        act("replay to '" + route + "'", query, route.empty() ? "own" : route, told);
    }

    void replay_events(std::vector<journal::Sequence> sequences, const std::string& route, Told told) override {
        std::string numbers;
        for (const auto sequence : sequences) numbers += " " + std::to_string(sequence);
        done.push_back("replay on " + route + ":" + numbers);
        told(journal::StepsDone{.rows = sequences.size(), .routes = {route}});
    }

    std::vector<journal::StoredEvent> events;
    std::vector<journal::ParkedRow> rows;
    std::vector<std::pair<std::string, journal::Sequence>> standing; ///< route, settled up to
    std::vector<std::string> done;
    std::string refusal;            ///< of the next action
    std::size_t most_found = 1'000; ///< a page has no more, as if its bodies were large

private:
    static bool means(const journal::ParkedQuery& query, const journal::ParkedRow& row) {
        const auto& numbers = query.numbers;
        return matches(query, row.parked) &&
               (numbers.empty() || std::find(numbers.begin(), numbers.end(), row.number) != numbers.end());
    }

    void act(const std::string& what, const journal::ParkedQuery& query, const std::string& route, const Told& told) {
        journal::StepsDone steps;
        std::string numbers;
        for (const auto& row : rows) {
            if (!means(query, row) || row.parked.state != journal::ParkedState::dead) continue;
            ++steps.rows;
            numbers += " " + std::to_string(row.number);
        }
        if (!route.empty()) steps.routes.insert(route);
        steps.refusal = refusal;
        done.push_back(what + ":" + numbers);
        told(steps);
    }

    std::deque<std::string> texts_;
};

} // namespace turnout::test
