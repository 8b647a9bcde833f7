// POST /events/replay: has events that are still stored delivered again, on one route.
#include "core/http/api/json.hpp"
#include "core/http/api/problem.hpp"
#include "core/http/api/resources.hpp"
#include "core/http/api/route_json.hpp"
#include "core/http/api/selection.hpp"
#include "core/http/api/steps.hpp"

#include <future>
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
        query.before = parameters.number("page").value_or(0);
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

    Found named(const std::vector<std::string>& ids) const {
        Found found;
        for (const auto& id : ids) {
            journal::EventQuery query;
            query.id = id;
            const auto elements = archive_.find(query);
            if (elements.empty())
                throw Problem(
                    404, "there is no event " + id + " in the log",
                    "Nothing was replayed. It was never accepted, or retention has ended it; a dead letter of "
                    "it can be replayed by POST /api/v1/dead/replay");
            for (const auto& each : elements) found.sequences.push_back(each.sequence);
        }
        return found;
    }

    /// All are queued before the first is waited for, so that they share commits.
    journal::StepsDone replay(const std::vector<journal::Sequence>& sequences, const std::string& route) {
        std::vector<std::future<journal::StepsDone>> all;
        for (const auto sequence : sequences) {
            const auto promise = std::make_shared<std::promise<journal::StepsDone>>();
            all.push_back(promise->get_future());
            archive_.replay_event(sequence, route, [promise](const auto& done) { promise->set_value(done); });
        }
        journal::StepsDone sum;
        for (auto& each : all) {
            const auto done = each.get();
            sum.rows += done.rows;
            sum.skipped += done.skipped;
            if (sum.skipped_because.empty()) sum.skipped_because = done.skipped_because;
            if (sum.refusal.empty()) sum.refusal = done.refusal;
        }
        if (sum.rows > 0) routes_.replayed(route);
        return sum;
    }

    journal::Archive& archive_;
    RoutesPort& routes_;
};

} // namespace

std::unique_ptr<Resource> make_events_replay_resource(journal::Archive& archive, RoutesPort& routes) {
    return std::make_unique<EventsReplayResource>(archive, routes);
}

} // namespace turnout::http
