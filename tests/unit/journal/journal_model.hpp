// A journal as simple as it can be, to compare engines with.
#pragma once
#include "core/journal/types.hpp"

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace turnout::test {

class JournalModel {
public:
    struct Entry {
        std::string message_id, element_id, body;
    };

    struct Row {
        journal::ParkedState state;
        std::uint32_t attempts;
        eventsub::Time next;
        std::string body;
    };

    using Key = std::tuple<std::string, journal::Sequence, std::uint32_t>;

    std::vector<Entry> log; ///< sequence 1 first
    std::map<std::string, std::set<journal::Sequence>> settled;
    std::map<std::string, journal::Sequence> started;
    std::map<Key, Row> parked;

    journal::AppendResult append(const journal::Arrival& arrival) {
        const std::string id(arrival.event.message_id);
        if (arrival.disposition != journal::Disposition::deliver) return append_dead_letter(arrival, id);
        if (arrival.elements.empty()) return append_one(id, "", id, arrival) ? stored() : duplicate();
        bool any = false;
        for (const std::string_view element : arrival.elements)
            any = append_one("element " + std::string(element), std::string(element), id, arrival) || any;
        return any ? stored() : duplicate();
    }

    void open(const std::string& route) { started.try_emplace(route, log.size()); }

    void done(const Key& key) {
        settle(key);
        parked.erase(key);
    }

    void park(const Key& key, Row row) {
        settle(key);
        parked[key] = std::move(row);
    }

    /// Everything up to it is settled.
    journal::Sequence settled_to(const std::string& route) const {
        journal::Sequence to = started.at(route);
        const auto found = settled.find(route);
        while (found != settled.end() && found->second.contains(to + 1)) ++to;
        return to;
    }

    std::vector<journal::Sequence> settled_above(const std::string& route) const {
        const auto found = settled.find(route);
        if (found == settled.end()) return {};
        return {found->second.upper_bound(settled_to(route)), found->second.end()};
    }

private:
    static journal::AppendResult stored() { return journal::AppendResult::stored; }

    static journal::AppendResult duplicate() { return journal::AppendResult::duplicate; }

    bool append_one(const std::string& key, const std::string& element, const std::string& id,
                    const journal::Arrival& arrival) {
        if (!known_.insert(key).second) return false;
        log.push_back({id, element, std::string(arrival.event.body)});
        return true;
    }

    journal::AppendResult append_dead_letter(const journal::Arrival& arrival, const std::string& id) {
        const std::string kind = std::to_string(static_cast<int>(arrival.disposition));
        const std::string in_time = arrival.in_time == journal::Disposition::deliver
                                        ? id
                                        : "dead " + std::to_string(static_cast<int>(arrival.in_time)) + " " + id;
        const bool before = arrival.disposition == journal::Disposition::stale && known_.contains(in_time);
        if (before || !known_.insert("dead " + kind + " " + id).second) return duplicate();
        parked[{std::string(journal::host_route), ++dead_letters_, 0}] = {
            journal::ParkedState::dead, 0, {}, std::string(arrival.event.body)};
        return stored();
    }

    void settle(const Key& key) {
        const auto& [route, sequence, replay] = key;
        const auto start = started.find(route);
        if (replay != 0 || start == started.end() || sequence > log.size() || sequence <= start->second) return;
        settled[route].insert(sequence);
    }

    std::set<std::string> known_;
    journal::Sequence dead_letters_ = 0;
};

} // namespace turnout::test
