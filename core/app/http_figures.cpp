#include "core/app/part_figures.hpp"

#include <algorithm>

namespace turnout::app {

namespace {

std::string_view take_word(std::string_view& text) {
    const auto end = std::min(text.find('.'), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return word;
}

} // namespace

/// Names of counters are "callback.stored", "gate.refused.400.framing" and so on, see http::Counters.
void add_http_figures(const http::PublicServer& server, const http::AdminServer& admin, FigureFamilies& all) {
    auto outcomes = FigureFamily::counter("turnout_http_outcomes_total",
                                          "What became of requests that were not refused, and the like.");
    auto refusals = FigureFamily::counter("turnout_http_refused_total", "Requests refused, by status and reason.");
    auto counters = server.counters();
    counters.merge(admin.counters());
    for (const auto& [name, count] : counters) {
        std::string_view rest = name;
        const auto part = take_word(rest);
        const auto outcome = take_word(rest);
        if (outcome == "refused" && !rest.empty()) {
            const auto status = take_word(rest);
            refusals.add({{"part", part}, {"status", status}, {"reason", rest}}, count);
        } else {
            outcomes.add({{"part", part}, {"outcome", std::string_view{name}.substr(part.size() + 1)}}, count);
        }
    }
    outcomes.move_to(all);
    refusals.move_to(all);
    FigureFamily::gauge("turnout_http_connections", "Open connections of the public port.")
        .add({}, std::uint64_t{server.connections()})
        .move_to(all);
    FigureFamily::histogram("turnout_accept_duration_seconds",
                            "From a complete request to the answer that its event is stored, a duplicate, or refused "
                            "by the journal.")
        .add({}, server.accept_times())
        .move_to(all);
}

} // namespace turnout::app
