// GET /events/{id}: all there is of a message or an element: headers, body, and what happened on each route.
#include "core/http/api/event_json.hpp"
#include "core/http/api/json.hpp"
#include "core/http/api/problem.hpp"
#include "core/http/api/resources.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace turnout::http {
namespace {

constexpr std::size_t most_at_once = 1'000;

/// What is known of an event. Bodies are not kept: the elements of a message may be thousands.
struct Entry {
    Poco::JSON::Object::Ptr event;
    std::string element;
    std::vector<journal::RouteFate> fates;
    std::map<std::string, std::string> passed_by; ///< of routes that are configured, as RoutesPort tells it
};

Poco::JSON::Object::Ptr told_of(const Entry& entry, const journal::RouteFate& fate) {
    auto result = json_of(fate);
    const auto known = entry.passed_by.find(fate.route);
    const bool configured = known != entry.passed_by.end();
    result->set("wanted", configured ? Poco::Dynamic::Var(known->second.empty()) : Poco::Dynamic::Var());
    result->set("decided_by", configured ? known->second : std::string());
    return result;
}

/// Rows of what never stood in the log, as what is stale, are numbered on their own: a number alone does not say whose
/// they are. Their copies of the event are not needed.
void keep_own_rows(const eventsub::Event& event, std::vector<journal::ParkedRow>& rows) {
    std::erase_if(rows, [&](const auto& row) {
        return row.parked.damage.empty() && row.parked.event.event.message_id != event.message_id;
    });
    for (auto& row : rows) row.parked.event = {};
}

class EventResource final : public Resource {
public:
    EventResource(const journal::Archive& archive, const RoutesPort& routes) : archive_(archive), routes_(routes) {}

    std::string_view path() const override { return "/events/{id}"; }

    std::vector<std::string_view> methods() const override { return {"GET"}; }

    Json answer(Call& call) override {
        call.parameters.finish();
        auto entries = find(call.places[0]);
        if (entries.empty())
            throw Problem(404, "there is no event " + call.places[0],
                          "It was never accepted, or retention has ended it (journal.retention, journal.max_size)");
        Poco::JSON::Array::Ptr events = new Poco::JSON::Array;
        for (auto& entry : entries) {
            Poco::JSON::Array::Ptr routes = new Poco::JSON::Array;
            for (const auto& fate : entry.fates) routes->add(told_of(entry, fate));
            entry.event->set("routes", routes);
            events->add(entry.event);
        }
        auto result = make_object();
        result->set("events", events);
        return result;
    }

private:
    std::vector<Entry> find(const std::string& id) const {
        std::vector<Entry> entries;
        std::string body;
        journal::EventQuery query;
        query.id = id;
        query.oldest_first = true;
        query.limit = most_at_once;
        for (auto page = archive_.find(query); !page.empty(); page = archive_.find(query)) {
            for (const auto& stored : page) {
                auto& entry = entries.emplace_back(entry_of(stored.event, stored.sequence, body));
                entry.fates = archive_.fates(stored.sequence);
                for (auto& fate : entry.fates) keep_own_rows(stored.event, fate.rows);
            }
            add_wishes(page, entries);
            query.after = page.back().sequence;
        }
        if (entries.empty()) add_parked(id, entries);
        return entries;
    }

    /// To the last entries, which are about `page`.
    void add_wishes(const std::vector<journal::StoredEvent>& page, std::vector<Entry>& entries) const {
        auto* first = entries.data() + (entries.size() - page.size());
        std::set<std::string> names;
        for (std::size_t i = 0; i < page.size(); ++i)
            for (const auto& fate : first[i].fates) names.insert(fate.route);
        for (const auto& name : names) {
            const auto passed = routes_.passed_by(name, page);
            if (!passed) continue;
            for (std::size_t i = 0; i < page.size(); ++i) first[i].passed_by[name] = (*passed)[i];
        }
    }

    /// `body`: the one that was told last, which is not told again.
    static Entry entry_of(const eventsub::Event& event, journal::Sequence sequence, std::string& body) {
        Entry entry{json_of(event, sequence), std::string(event.element_id), {}, {}};
        add_headers(*entry.event, event);
        if (event.element_id.empty() || event.body != body) add_body(*entry.event, event);
        body = event.body;
        return entry;
    }

    /// What only its rows still tell of; also what never stood in the log.
    void add_parked(const std::string& id, std::vector<Entry>& entries) const {
        std::string body;
        journal::ParkedQuery query;
        query.id = id;
        query.limit = most_at_once;
        for (auto page = archive_.find_parked(query); !page.empty(); page = archive_.find_parked(query)) {
            query.after = page.back().number;
            for (auto& row : page) {
                const auto& event = row.parked.event.event;
                auto entry = std::find_if(entries.begin(), entries.end(),
                                          [&](const auto& each) { return each.element == event.element_id; });
                if (entry == entries.end()) {
                    entries.push_back(entry_of(event, row.parked.key.sequence, body));
                    entry = entries.end() - 1;
                }
                add_row(std::move(row), entry->fates);
            }
        }
    }

    static void add_row(journal::ParkedRow row, std::vector<journal::RouteFate>& fates) {
        const auto& route = row.parked.key.route;
        auto fate = std::find_if(fates.begin(), fates.end(), [&](const auto& each) { return each.route == route; });
        if (fate == fates.end()) {
            fates.push_back({route, journal::RouteFate::Standing::settled, false, {}, {}});
            fate = fates.end() - 1;
        }
        row.parked.event = {};
        fate->rows.push_back(std::move(row));
    }

    const journal::Archive& archive_;
    const RoutesPort& routes_;
};

} // namespace

std::unique_ptr<Resource> make_event_resource(const journal::Archive& archive, const RoutesPort& routes) {
    return std::make_unique<EventResource>(archive, routes);
}

} // namespace turnout::http
