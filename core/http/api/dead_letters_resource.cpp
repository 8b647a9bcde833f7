// GET /dead: dead letters, oldest first; with `state` also what waits or is held.
#include "core/http/api/event_json.hpp"
#include "core/http/api/json.hpp"
#include "core/http/api/resources.hpp"
#include "core/http/api/selection.hpp"

namespace turnout::http {
namespace {

class DeadLettersResource final : public Resource {
public:
    explicit DeadLettersResource(const journal::Archive& archive) : archive_(archive) {}

    std::string_view path() const override { return "/dead"; }

    std::vector<std::string_view> methods() const override { return {"GET"}; }

    Json answer(Call& call) override {
        auto query = parked_meant(call.parameters);
        query.state = parked_state(call.parameters).value_or(journal::ParkedState::dead);
        query.after = call.parameters.number("page").value_or(0);
        query.limit = page_size(call.parameters);
        call.parameters.finish();
        const auto rows = archive_.find_parked(query);
        Poco::JSON::Array::Ptr letters = new Poco::JSON::Array;
        for (const auto& row : rows) letters->add(json_of(row));
        auto result = make_object();
        result->set("letters", letters);
        result->set("next", rows.empty() ? Poco::Dynamic::Var() : Poco::Dynamic::Var(rows.back().number));
        return result;
    }

private:
    const journal::Archive& archive_;
};

} // namespace

std::unique_ptr<Resource> make_dead_letters_resource(const journal::Archive& archive) {
    return std::make_unique<DeadLettersResource>(archive);
}

} // namespace turnout::http
