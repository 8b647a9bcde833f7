// GET /openapi.json: this API, described.
#include "core/http/api/openapi.hpp"
#include "core/http/api/resources.hpp"

#include <Poco/JSON/Parser.h>

namespace turnout::http {
namespace {

class OpenApiResource final : public Resource {
public:
    std::string_view path() const override { return "/openapi.json"; }

    std::vector<std::string_view> methods() const override { return {"GET"}; }

    Json answer(Call& call) override {
        call.parameters.finish();
        Poco::JSON::ParseHandler::Ptr ordered = new Poco::JSON::ParseHandler(true);
        Poco::JSON::Parser parser(ordered);
        return parser.parse(std::string(openapi_document())).extract<Json>();
    }
};

} // namespace

std::unique_ptr<Resource> make_openapi_resource() {
    return std::make_unique<OpenApiResource>();
}

} // namespace turnout::http
