// GET /events: what was accepted, newest first; with `route` what it takes, with `state` only what stands so there,
// or on any.
#include "core/http/api/event_json.hpp"
#include "core/http/api/json.hpp"
#include "core/http/api/problem.hpp"
#include "core/http/api/resources.hpp"
#include "core/http/api/route_json.hpp"
#include "core/http/api/selection.hpp"

namespace turnout::http {
namespace {

using Standing = journal::RouteFate::Standing;

/// How many events one request looks at to see whether a route takes them.
constexpr std::size_t looked_at = 2'000;

class EventsResource final : public Resource {
public:
    EventsResource(const journal::Archive& archive, const RoutesPort& routes) : archive_(archive), routes_(routes) {}

    std::string_view path() const override { return "/events"; }

    std::vector<std::string_view> methods() const override { return {"GET"}; }

    Json answer(Call& call) override {
        auto& parameters = call.parameters;
        const auto state = parameters.text("state");
        if (state == "waiting" || state == "held" || state == "dead") return parked(parameters);
        auto query = events_meant(parameters);
        query.before = parameters.number("page").value_or(0);
        query.limit = page_size(parameters);
        const auto route = parameters.text("route");
        parameters.finish();
        if (state.empty()) return route.empty() ? all(query) : wanted(query, route);
        if (state == "open") return standing(query, route, Standing::open);
        if (state == "settled") return standing(query, route, Standing::settled);
        throw Problem(400, "'state' is none of open, settled, waiting, held and dead", "Use one of these");
    }

private:
    static Json page(const Poco::JSON::Array::Ptr& events, std::uint64_t next) {
        auto result = make_object();
        result->set("events", events);
        result->set("next", next == 0 ? Poco::Dynamic::Var() : Poco::Dynamic::Var(next));
        return result;
    }

    Json all(const journal::EventQuery& query) const {
        const auto found = archive_.find(query);
        Poco::JSON::Array::Ptr events = new Poco::JSON::Array;
        for (const auto& each : found) events->add(json_of(each.event, each.sequence));
        return page(events, found.empty() ? 0 : found.back().sequence);
    }

    Json parked(Parameters& parameters) const {
        auto query = parked_meant(parameters);
        query.state = parked_state(parameters);
        query.after = parameters.number("page").value_or(0);
        query.limit = page_size(parameters);
        parameters.finish();
        const auto rows = archive_.find_parked(query);
        Poco::JSON::Array::Ptr events = new Poco::JSON::Array;
        for (const auto& row : rows)
            if (row.parked.damage.empty()) events->add(json_of(row.parked.event.event, row.parked.key.sequence));
        return page(events, rows.empty() ? 0 : rows.back().number);
    }

    Json standing(const journal::EventQuery& query, const std::string& route, Standing asked) const {
        return taken(query, route, [&](const auto& next) { return archive_.find_standing(next, {asked, route}); });
    }

    /// What the route takes, whatever became of it.
    Json wanted(journal::EventQuery query, const std::string& route) const {
        const auto type = find_active_route(routes_, route).type;
        if (query.type.empty()) query.type = type;
        return taken(query, route, [&](const auto& next) {
            journal::EventPage found{archive_.find(next), 0};
            if (!found.events.empty()) found.next = found.events.back().sequence;
            return found;
        });
    }

    /// What `read` finds without what the route passes by; when that becomes much, the page is shorter.
    template <typename Read> Json taken(journal::EventQuery query, const std::string& route, Read read) const {
        Poco::JSON::Array::Ptr events = new Poco::JSON::Array;
        for (std::size_t looked = 0; looked < looked_at;) {
            const journal::EventPage found = read(query);
            const auto passed = route.empty() ? std::nullopt : routes_.passed_by(route, found.events);
            for (std::size_t i = 0; i < found.events.size(); ++i) {
                if (passed && !(*passed)[i].empty()) continue;
                events->add(json_of(found.events[i].event, found.events[i].sequence));
                if (events->size() < query.limit) continue;
                const bool last = i + 1 == found.events.size();
                return page(events, last ? found.next : found.events[i].sequence);
            }
            looked += found.events.size();
            query.before = found.next;
            if (found.next == 0 || found.events.empty()) break;
        }
        return page(events, query.before);
    }

    const journal::Archive& archive_;
    const RoutesPort& routes_;
};

} // namespace

std::unique_ptr<Resource> make_events_resource(const journal::Archive& archive, const RoutesPort& routes) {
    return std::make_unique<EventsResource>(archive, routes);
}

} // namespace turnout::http
