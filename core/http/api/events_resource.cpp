// GET /events: what was accepted, newest first; with `state` only what stands so on `route`, or on any.
#include "core/http/api/event_json.hpp"
#include "core/http/api/json.hpp"
#include "core/http/api/problem.hpp"
#include "core/http/api/resources.hpp"
#include "core/http/api/selection.hpp"

namespace turnout::http {
namespace {

using Standing = journal::RouteFate::Standing;

class EventsResource final : public Resource {
public:
    explicit EventsResource(const journal::Archive& archive) : archive_(archive) {}

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
        if (state.empty() && !route.empty())
            throw Problem(400, "with a route it must be said how the events stand on it",
                          "Add state: open, settled, waiting, held or dead");
        if (state.empty()) return all(query);
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

    Json standing(const journal::EventQuery& query, const std::string& route, Standing wanted) const {
        const auto found = archive_.find_standing(query, {wanted, route});
        Poco::JSON::Array::Ptr events = new Poco::JSON::Array;
        for (const auto& each : found.events) events->add(json_of(each.event, each.sequence));
        return page(events, found.next);
    }

    const journal::Archive& archive_;
};

} // namespace

std::unique_ptr<Resource> make_events_resource(const journal::Archive& archive) {
    return std::make_unique<EventsResource>(archive);
}

} // namespace turnout::http
