// GET /dead/{number}: one parked row, with headers and body of its event.
#include "core/http/api/event_json.hpp"
#include "core/http/api/problem.hpp"
#include "core/http/api/resources.hpp"

#include <charconv>

namespace turnout::http {
namespace {

/// 0, which no row has, if it is no number.
std::uint64_t number_in(const std::string& text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stopped == end && number <= INT64_MAX ? number : 0;
}

class DeadLetterResource final : public Resource {
public:
    explicit DeadLetterResource(const journal::Archive& archive) : archive_(archive) {}

    std::string_view path() const override { return "/dead/{number}"; }

    std::vector<std::string_view> methods() const override { return {"GET"}; }

    Json answer(Call& call) override {
        call.parameters.finish();
        journal::ParkedQuery query;
        query.numbers = {number_in(call.places[0])};
        const auto rows = archive_.find_parked(query);
        if (rows.empty())
            throw Problem(404, "there is no dead letter " + call.places[0],
                          "It was replayed or dropped, or retention has ended it; see GET /api/v1/dead");
        auto result = json_of(rows.front());
        if (rows.front().parked.damage.empty()) {
            add_headers(*result, rows.front().parked.event.event);
            add_body(*result, rows.front().parked.event.event);
        }
        return result;
    }

private:
    const journal::Archive& archive_;
};

} // namespace

std::unique_ptr<Resource> make_dead_letter_resource(const journal::Archive& archive) {
    return std::make_unique<DeadLetterResource>(archive);
}

} // namespace turnout::http
