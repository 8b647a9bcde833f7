// POST /dead/replay: has dead letters delivered again. POST /dead/drop: ends them.
#include "core/http/api/problem.hpp"
#include "core/http/api/resources.hpp"
#include "core/http/api/route_json.hpp"
#include "core/http/api/selection.hpp"
#include "core/http/api/steps.hpp"

namespace turnout::http {
namespace {

/// What both have in common: which dead letters, how many, and whether it is meant.
class DeadActionResource : public Resource {
public:
    explicit DeadActionResource(journal::Archive& archive) : archive_(archive) {}

    std::vector<std::string_view> methods() const override { return {"POST"}; }

    bool is_long(std::string_view /*method*/) const override { return true; }

    Json answer(Call& call) final {
        auto& parameters = call.parameters;
        auto query = dead_letters_meant(parameters);
        const bool dry_run = parameters.flag("dry_run");
        const auto expected = parameters.number("expected");
        const auto limit = parameters.number("limit", {1, most_by_limit});
        const auto to = read_target(parameters);
        parameters.finish();
        if (limit) narrow(query, *limit);
        const std::uint64_t matching = limit ? query.numbers.size() : archive_.count_parked(query);
        if (dry_run || matching == 0) return json_of(journal::StepsDone{}, matching);
        if (expected && matching > *expected)
            throw Problem(409, std::to_string(matching) + " dead letters are meant, not " + std::to_string(*expected),
                          "Look at them again; others came meanwhile");
        std::string note;
        const auto done = act(query, to, note);
        return json_of(done, matching, note);
    }

protected:
    virtual std::string read_target(Parameters& parameters) const = 0;
    /// `note`: is set to what else is to be known.
    virtual journal::StepsDone act(const journal::ParkedQuery& query, const std::string& to, std::string& note) = 0;

    journal::Archive& archive() const { return archive_; }

private:
    static constexpr std::uint64_t most_by_limit = 10'000;

    /// To the oldest of them.
    void narrow(journal::ParkedQuery& query, std::uint64_t limit) const {
        std::vector<std::uint64_t> numbers;
        auto page = query;
        while (numbers.size() < limit) {
            page.limit = limit - numbers.size();
            const auto rows = archive_.find_parked(page);
            if (rows.empty()) break;
            for (const auto& row : rows) numbers.push_back(row.number);
            page.after = rows.back().number;
        }
        query.numbers = std::move(numbers);
    }

    journal::Archive& archive_;
};

class DeadReplayResource final : public DeadActionResource {
public:
    DeadReplayResource(journal::Archive& archive, RoutesPort& routes) : DeadActionResource(archive), routes_(routes) {}

    std::string_view path() const override { return "/dead/replay"; }

private:
    std::string read_target(Parameters& parameters) const override {
        const auto to = parameters.text("to");
        if (!to.empty()) find_target(routes_, to);
        return to;
    }

    journal::StepsDone act(const journal::ParkedQuery& query, const std::string& to, std::string& note) override {
        if (to.empty() && !query.route.empty() && query.route != journal::host_route) refuse_disabled(query.route);
        const auto done = finished([&](auto told) { archive().replay_dead(query, to, std::move(told)); });
        for (const auto& route : done.routes) routes_.replayed(route);
        for (const auto& route : routes_.routes())
            if (note.empty() && done.routes.contains(route.name)) note = waits_on(route);
        return done;
    }

    /// A route that is not configured any more is told by the journal.
    void refuse_disabled(const std::string& name) const {
        for (const auto& route : routes_.routes())
            if (route.name == name && !route.retired) find_target(routes_, name);
    }

    RoutesPort& routes_;
};

class DeadDropResource final : public DeadActionResource {
public:
    using DeadActionResource::DeadActionResource;

    std::string_view path() const override { return "/dead/drop"; }

private:
    std::string read_target(Parameters& /*parameters*/) const override { return {}; }

    journal::StepsDone act(const journal::ParkedQuery& query, const std::string& /*to*/,
                           std::string& /*note*/) override {
        return finished([&](auto told) { archive().drop_dead(query, std::move(told)); });
    }
};

} // namespace

std::unique_ptr<Resource> make_dead_replay_resource(journal::Archive& archive, RoutesPort& routes) {
    return std::make_unique<DeadReplayResource>(archive, routes);
}

std::unique_ptr<Resource> make_dead_drop_resource(journal::Archive& archive) {
    return std::make_unique<DeadDropResource>(archive);
}

} // namespace turnout::http
