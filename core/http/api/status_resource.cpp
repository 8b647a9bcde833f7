// GET /status: whether the host works, since when, what came of what, and how its plugins stand.
#include "core/http/api/json.hpp"
#include "core/http/api/plugin_json.hpp"
#include "core/http/api/resources.hpp"

namespace turnout::http {
namespace {

class StatusResource final : public Resource {
public:
    explicit StatusResource(const StatusPort& port) : port_(port) {}

    std::string_view path() const override { return "/status"; }

    std::vector<std::string_view> methods() const override { return {"GET"}; }

    Json answer(Call& call) override {
        call.parameters.finish();
        const auto status = port_.status();
        auto result = make_object();
        result->set("version", status.version)
            .set("started", json_of(status.started))
            .set("uptime_seconds", std::chrono::duration_cast<std::chrono::seconds>(status.uptime).count())
            .set("ready", status.reasons.empty())
            .set("reasons", json_of(status.reasons))
            .set("journal", journal(status))
            .set("http", counters(status))
            .set("deliveries", deliveries(status.totals));
        set_plugins(*result, status.each_plugin, status.zombies);
        if (status.last_crash) result->set("last_crash", last_crash(*status.last_crash));
        return result;
    }

private:
    static Json journal(const HostStatus& status) {
        auto result = make_object();
        result->set("accepting", status.refusing.empty())
            .set("reason", readable(status.refusing))
            .set("last_sequence", status.last);
        return result;
    }

    static Json counters(const HostStatus& status) {
        auto result = make_object();
        for (const auto& [name, count] : status.counters) result->set(name, count);
        return result;
    }

    static Json deliveries(const delivery::Totals& totals) {
        auto result = make_object();
        result->set("handed_out", totals.handed_out)
            .set("done", totals.done)
            .set("retried", totals.retried)
            .set("rejected", totals.rejected)
            .set("deferred", totals.deferred)
            .set("dead", totals.dead)
            .set("late_completions", totals.late_completions);
        return result;
    }

    static Json last_crash(const LastCrash& crash) {
        auto result = make_object();
        result->set("time", json_of(crash.time))
            .set("signal", readable(crash.signal))
            .set("cause", readable(crash.cause))
            .set("thread", readable(crash.thread))
            .set("plugin", readable(crash.plugin))
            .set("call", readable(crash.call))
            .set("route", readable(crash.route))
            .set("delivery", readable(crash.delivery))
            .set("message_id", readable(crash.message_id))
            .set("type", readable(crash.type))
            .set("report", readable(crash.report));
        return result;
    }

    const StatusPort& port_;
};

} // namespace

std::unique_ptr<Resource> make_status_resource(const StatusPort& status) {
    return std::make_unique<StatusResource>(status);
}

} // namespace turnout::http
