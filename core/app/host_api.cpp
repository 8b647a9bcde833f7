#include "core/app/host_api.hpp"

#include "core/app/version.hpp"
#include "core/delivery/explanation.hpp"
#include "core/http/api/resources.hpp"

#include <spdlog/logger.h>

namespace turnout::app {

HostApi::HostApi(const Parts& parts, const http::BearerToken& token, std::shared_ptr<spdlog::logger> logger)
    : parts_(parts),
      started_(parts.clock.now()),
      began_(parts.clock.monotonic()),
      logger_(std::move(logger)),
      api_(token, resources(), logger_) {
}

http::Api::Resources HostApi::resources() {
    http::Api::Resources all;
    all.push_back(http::make_status_resource(*this));
    all.push_back(http::make_routes_resource(*this));
    all.push_back(http::make_route_resource(*this));
    all.push_back(http::make_route_pause_resource(*this, true));
    all.push_back(http::make_route_pause_resource(*this, false));
    all.push_back(http::make_plugins_resource(*this));
    all.push_back(http::make_reload_resource(parts_.reload));
    // Before those whose paths have a {place} there.
    all.push_back(http::make_events_replay_resource(parts_.journal, *this));
    all.push_back(http::make_dead_replay_resource(parts_.journal, *this));
    all.push_back(http::make_dead_drop_resource(parts_.journal));
    all.push_back(http::make_events_resource(parts_.journal, *this));
    all.push_back(http::make_event_resource(parts_.journal, *this));
    all.push_back(http::make_dead_letters_resource(parts_.journal));
    all.push_back(http::make_dead_letter_resource(parts_.journal));
    all.push_back(http::make_stream_resource(parts_.feed));
    all.push_back(http::make_openapi_resource());
    return all;
}

http::HostStatus HostApi::status() const {
    http::HostStatus status;
    status.version = version;
    status.started = started_;
    status.uptime = std::chrono::duration_cast<std::chrono::milliseconds>(parts_.clock.monotonic() - began_);
    status.reasons = parts_.readiness.reasons();
    if (const journal::State state = parts_.journal.state(); !state.accepting) status.refusing = state.reason;
    status.last = parts_.journal.last();
    status.counters = parts_.server.counters();
    status.counters.merge(parts_.admin.counters());
    status.totals = parts_.engine.totals();
    status.each_plugin = plugins();
    status.zombies = zombies();
    if (const auto& crash = parts_.last_crash)
        status.last_crash = {crash->time,    crash->signal, crash->cause,        crash->thread,
                             crash->plugin,  crash->call,   crash->route,        crash->delivery,
                             crash->message, crash->type,   crash->kept.string()};
    return status;
}

std::vector<delivery::RouteStatus> HostApi::routes() const {
    return parts_.engine.routes();
}

std::vector<delivery::PluginStatus> HostApi::plugins() const {
    auto all = parts_.engine.plugins();
    for (auto& plugin : all)
        if (!plugin.running) plugin.reason = parts_.failures.of(plugin.name);
    return all;
}

turnout::plugins::ZombieStatus HostApi::zombies() const {
    return parts_.zombies.status();
}

bool HostApi::pause(const std::string& route, bool paused) {
    if (!parts_.engine.pause(route, paused)) return false;
    logger_->info("route {} was {} through the admin API", route, paused ? "paused" : "resumed");
    return true;
}

std::optional<std::vector<std::string>> HostApi::passed_by(const std::string& route,
                                                           const std::vector<journal::StoredEvent>& events) const {
    const auto entry = parts_.engine.route(route);
    if (!entry) return std::nullopt;
    std::vector<std::string> conditions;
    delivery::Preparer preparer;
    for (const auto& stored : events) {
        delivery::Prepared event;
        event.stored = stored;
        preparer.parse(event);
        const auto explanation = delivery::explain(*entry, event);
        const auto* decisive = explanation.decisive();
        conditions.push_back(decisive == nullptr ? std::string() : decisive->key);
    }
    return conditions;
}

void HostApi::replayed(const std::string& route) {
    parts_.engine.reload_parked(route);
}

void HostApi::drop(const std::string& route) {
    parts_.journal.drop_route(route);
    logger_->warn("route {} was dropped through the admin API, with what waited on it; its dead letters stay", route);
}

} // namespace turnout::app
