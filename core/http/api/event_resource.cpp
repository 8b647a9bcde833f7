// GET /events/{id}: all there is of a message or an element: headers, body, and what happened on each route.
#include "core/http/api/event_json.hpp"
#include "core/http/api/json.hpp"
#include "core/http/api/problem.hpp"
#include "core/http/api/resources.hpp"

#include <algorithm>

namespace turnout::http {
namespace {

/// What is known of an event.
struct Entry {
    journal::StoredEvent stored;
    std::vector<journal::RouteFate> fates;
};

/// Rows of what never stood in the log, as what is stale, are numbered on their own: a number alone does not say whose
/// they are.
void keep_own_rows(const eventsub::Event& event, std::vector<journal::ParkedRow>& rows) {
    std::erase_if(rows, [&](const auto& row) {
        return row.parked.damage.empty() && row.parked.event.event.message_id != event.message_id;
    });
}

class EventResource final : public Resource {
public:
    explicit EventResource(const journal::Archive& archive) : archive_(archive) {}

    std::string_view path() const override { return "/events/{id}"; }

    std::vector<std::string_view> methods() const override { return {"GET"}; }

    Json answer(Call& call) override {
        call.parameters.finish();
        const auto entries = find(call.places[0]);
        if (entries.empty())
            throw Problem(404, "there is no event " + call.places[0],
                          "It was never accepted, or retention has ended it (journal.retention, journal.max_size)");
        Poco::JSON::Array::Ptr events = new Poco::JSON::Array;
        for (const auto& entry : entries) {
            auto event = json_of(entry.stored.event, entry.stored.sequence);
            add_content(*event, entry.stored.event);
            Poco::JSON::Array::Ptr routes = new Poco::JSON::Array;
            for (const auto& fate : entry.fates) routes->add(json_of(fate));
            event->set("routes", routes);
            events->add(event);
        }
        auto result = make_object();
        result->set("events", events);
        return result;
    }

private:
    std::vector<Entry> find(const std::string& id) const {
        std::vector<Entry> entries;
        journal::EventQuery query;
        query.id = id;
        for (auto& stored : archive_.find(query)) {
            auto fates = archive_.fates(stored.sequence);
            for (auto& fate : fates) keep_own_rows(stored.event, fate.rows);
            entries.push_back({std::move(stored), std::move(fates)});
        }
        std::reverse(entries.begin(), entries.end());
        if (entries.empty()) add_parked(id, entries);
        return entries;
    }

    /// What only its rows still tell of; also what never stood in the log.
    void add_parked(const std::string& id, std::vector<Entry>& entries) const {
        journal::ParkedQuery query;
        query.id = id;
        for (auto& row : archive_.find_parked(query)) {
            const auto& element = row.parked.event.event.element_id;
            auto entry = std::find_if(entries.begin(), entries.end(),
                                      [&](const auto& each) { return each.stored.event.element_id == element; });
            if (entry == entries.end()) {
                entries.push_back({row.parked.event, {}});
                entry = entries.end() - 1;
                entry->stored.sequence = row.parked.key.sequence;
            }
            auto& fates = entry->fates;
            auto fate = std::find_if(fates.begin(), fates.end(),
                                     [&](const auto& each) { return each.route == row.parked.key.route; });
            if (fate == fates.end()) {
                fates.push_back({row.parked.key.route, journal::RouteFate::Standing::settled, false, {}, {}});
                fate = fates.end() - 1;
            }
            fate->rows.push_back(std::move(row));
        }
    }

    const journal::Archive& archive_;
};

} // namespace

std::unique_ptr<Resource> make_event_resource(const journal::Archive& archive) {
    return std::make_unique<EventResource>(archive);
}

} // namespace turnout::http
