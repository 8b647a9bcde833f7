// POST /reload: configuration and plugins are read anew.
#include "core/http/api/json.hpp"
#include "core/http/api/reload_port.hpp"
#include "core/http/api/resources.hpp"

namespace turnout::http {
namespace {

Poco::JSON::Array::Ptr array_of(const std::vector<std::string>& lines) {
    Poco::JSON::Array::Ptr array = new Poco::JSON::Array;
    for (const auto& line : lines) array->add(readable(line));
    return array;
}

class ReloadResource final : public Resource {
public:
    explicit ReloadResource(ReloadPort& port) : port_(port) {}

    std::string_view path() const override { return "/reload"; }

    std::vector<std::string_view> methods() const override { return {"POST"}; }

    bool is_long(std::string_view /*method*/) const override { return true; }

    Json answer(Call& call) override {
        const bool dry_run = call.parameters.flag("dry_run");
        call.parameters.finish();
        const auto report = port_.reload(dry_run);
        auto result = make_object();
        result->set("done", report.done)
            .set("disturbed", report.disturbed)
            .set("dry_run", dry_run)
            .set("changes", array_of(report.changes))
            .set("needs_restart", array_of(report.needs_restart))
            .set("problems", array_of(report.problems))
            .set("notes", array_of(report.notes))
            .set("warnings", array_of(report.warnings));
        return result;
    }

private:
    ReloadPort& port_;
};

} // namespace

std::unique_ptr<Resource> make_reload_resource(ReloadPort& reload) {
    return std::make_unique<ReloadResource>(reload);
}

} // namespace turnout::http
