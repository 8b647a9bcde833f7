#include "core/http/api/selection.hpp"

#include "core/http/api/problem.hpp"

namespace turnout::http {
namespace {

constexpr std::size_t usual_page = 100, largest_page = 1000;

template <typename Query> void read_common(Parameters& parameters, Query& query) {
    query.type = parameters.text("type");
    query.broadcaster = parameters.text("broadcaster");
    query.since = parameters.time("since");
    query.until = parameters.time("until");
    if (query.since && query.until && *query.until < *query.since)
        throw Problem(400, "until is before since", "Nothing can lie between them: exchange them");
}

} // namespace

std::size_t page_size(Parameters& parameters) {
    return parameters.number("limit", {1, largest_page}).value_or(usual_page);
}

journal::EventQuery events_meant(Parameters& parameters) {
    journal::EventQuery query;
    read_common(parameters, query);
    return query;
}

journal::ParkedQuery parked_meant(Parameters& parameters) {
    journal::ParkedQuery query;
    read_common(parameters, query);
    query.id = parameters.text("id");
    query.route = parameters.text("route");
    return query;
}

journal::ParkedQuery dead_letters_meant(Parameters& parameters) {
    auto query = parked_meant(parameters);
    query.state = journal::ParkedState::dead;
    query.numbers = parameters.numbers("numbers");
    const bool narrow = !query.type.empty() || !query.broadcaster.empty() || query.since || query.until ||
                        !query.id.empty() || !query.route.empty() || !query.numbers.empty();
    const bool all = parameters.flag("all");
    if (!narrow && !all)
        throw Problem(400, "it is not said which dead letters are meant",
                      "Give numbers, id, type, broadcaster, route, since or until; or \"all\": true");
    if (narrow && all) throw Problem(400, "all and a selector exclude each other", "Leave one of them out");
    return query;
}

std::optional<journal::ParkedState> parked_state(Parameters& parameters) {
    const auto text = parameters.text("state");
    if (text.empty()) return std::nullopt;
    if (text == "waiting") return journal::ParkedState::waiting;
    if (text == "held") return journal::ParkedState::held;
    if (text == "dead") return journal::ParkedState::dead;
    throw Problem(400, "'state' is none of waiting, held and dead", "Use one of these");
}

} // namespace turnout::http
