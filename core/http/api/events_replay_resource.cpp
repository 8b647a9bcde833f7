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
        const auto target = find_target(routes_, route);
        const auto found = by_selector ? page(query, route) : named(ids);
        auto done = dry_run ? journal::StepsDone{} : replay(found.sequences, route);
        done.skipped += found.unwanted;
        if (done.skipped_because.empty()) done.skipped_because = found.unwanted_because;
        auto result = json_of(done, found.sequences.size() + found.unwanted, waits_on(target));
        result->set("unwanted", found.unwanted);
        result->set("next", found.next == 0 ? Poco::Dynamic::Var() : Poco::Dynamic::Var(found.next));
        return result;
    }

private:
    struct Found {
        std::vector<journal::Sequence> sequences;
        journal::Sequence next = 0;
        std::uint64_t unwanted = 0; ///< that the route passes by
        std::string unwanted_because{};
    };

    /// Without those that the route passes by: who names no event means what the route is there for.
    Found page(const journal::EventQuery& query, const std::string& route) const {
        Found found;
        const auto events = archive_.find(query);
        if (events.empty()) return found;
        found.next = events.back().sequence;
        const auto passed = routes_.passed_by(route, events);
        for (std::size_t i = 0; i < events.size(); ++i) {
            if (!passed || (*passed)[i].empty()) {
                found.sequences.push_back(events[i].sequence);
                continue;
            }
            if (found.unwanted++ == 0)
                found.unwanted_because = "route " + route + " does not take it (" + (*passed)[i] + ")";
        }
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
