// POST /events/replay: has events that are still stored delivered again, on one route.
#include "core/http/api/json.hpp"
#include "core/http/api/problem.hpp"
#include "core/http/api/resources.hpp"
#include "core/http/api/route_json.hpp"
#include "core/http/api/selection.hpp"
#include "core/http/api/steps.hpp"

#include <algorithm>
#include <utility>

namespace turnout::http {
namespace {

constexpr std::size_t most_ids = 1'000;

class EventsReplayResource final : public Resource {
public:
    EventsReplayResource(journal::Archive& archive, RoutesPort& routes) : archive_(archive), routes_(routes) {}

    std::string_view path() const override { return "/events/replay"; }

    std::vector<std::string_view> methods() const override { return {"POST"}; }

    bool is_long(std::string_view /*method*/) const override { return true; }

    Json answer(Call& call) override {
        auto& parameters = call.parameters;
        const auto ids = parameters.texts("ids");
        auto query = events_meant(parameters);
        const bool by_selector = !query.type.empty() || !query.broadcaster.empty() || query.since || query.until;
        query.oldest_first = true;
        query.after = parameters.number("page").value_or(0);
        query.limit = page_size(parameters);
        const auto route = parameters.text("route");
        const bool dry_run = parameters.flag("dry_run");
        parameters.finish();
        if (ids.empty() == !by_selector)
            throw Problem(400, "either ids or selectors say which events are meant",
                          "Give ids; or type, broadcaster, since or until");
        if (ids.size() > most_ids) throw Problem(400, "there are too many ids", "Give at most 1000 at a time");
        if (route.empty()) throw Problem(400, "'route' is missing", "Name the route that is to handle them again");
        find_active_route(routes_, route);
        const auto found = by_selector ? page(query) : named(ids);
        const auto done = dry_run ? journal::StepsDone{} : replay(found.sequences, route);
        auto result = json_of(done, found.sequences.size());
        result->set("next", found.next == 0 ? Poco::Dynamic::Var() : Poco::Dynamic::Var(found.next));
        return result;
    }

private:
    struct Found {
        std::vector<journal::Sequence> sequences;
        journal::Sequence next = 0;
    };

    Found page(const journal::EventQuery& query) const {
        Found found;
        for (const auto& each : archive_.find(query)) found.sequences.push_back(each.sequence);
        if (!found.sequences.empty()) found.next = found.sequences.back();
        return found;
    }

    /// In the order in which they were accepted, each once.
    Found named(const std::vector<std::string>& ids) const {
        Found found;
        for (const auto& id : ids) {
            const auto before = found.sequences.size();
            journal::EventQuery query;
            query.id = id;
            query.oldest_first = true;
            query.limit = most_ids;
            for (auto elements = archive_.find(query); !elements.empty(); elements = archive_.find(query)) {
                for (const auto& each : elements) found.sequences.push_back(each.sequence);
                query.after = elements.back().sequence;
            }
            if (found.sequences.size() == before)
                throw Problem(
                    404, "there is no event " + id + " in the log",
                    "Nothing was replayed. It was never accepted, or retention has ended it; a dead letter of "
                    "it can be replayed by POST /api/v1/dead/replay");
        }
        auto& all = found.sequences;
        std::sort(all.begin(), all.end());
        all.erase(std::unique(all.begin(), all.end()), all.end());
        return found;
    }

    journal::StepsDone replay(const std::vector<journal::Sequence>& sequences, const std::string& route) {
        const auto done = finished([&](auto told) { archive_.replay_events(sequences, route, std::move(told)); });
        if (done.rows > 0) routes_.replayed(route);
        return done;
    }

    journal::Archive& archive_;
    RoutesPort& routes_;
};

} // namespace

std::unique_ptr<Resource> make_events_replay_resource(journal::Archive& archive, RoutesPort& routes) {
    return std::make_unique<EventsReplayResource>(archive, routes);
}

} // namespace turnout::http
