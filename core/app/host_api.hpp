// The admin API of this host: its ports over the parts, and all its resources.
#pragma once
#include "core/app/crash_report.hpp"
#include "core/app/readiness.hpp"
#include "core/delivery/engine.hpp"
#include "core/eventsub/clock.hpp"
#include "core/http/admin_server.hpp"
#include "core/http/api/api.hpp"
#include "core/http/api/live_feed.hpp"
#include "core/http/api/reload_port.hpp"
#include "core/http/api/routes_port.hpp"
#include "core/http/api/status_port.hpp"
#include "core/http/public_server.hpp"
#include "core/journal/journal.hpp"
#include "core/plugin/failures.hpp"
#include "core/plugin/zombies.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::app {

/// Any thread. The parts outlive it.
class HostApi final : public http::StatusPort, public http::RoutesPort {
public:
    struct Parts {
        journal::Journal& journal;
        delivery::Engine& engine;
        const http::PublicServer& server;
        const http::AdminServer& admin;
        const http::Readiness& readiness;
        http::LiveFeed& feed;
        http::ReloadPort& reload;
        const turnout::plugins::Zombies& zombies;
        const turnout::plugins::Failures& failures;
        const eventsub::Clock& clock;
        const std::optional<CrashReport> last_crash; ///< of the former run
    };

    HostApi(const Parts& parts, const http::BearerToken& token, std::shared_ptr<spdlog::logger> logger);

    const http::Api& api() const { return api_; }

    http::HostStatus status() const override;
    std::vector<delivery::RouteStatus> routes() const override;
    std::vector<delivery::PluginStatus> plugins() const override;
    turnout::plugins::ZombieStatus zombies() const override;
    bool pause(const std::string& route, bool paused) override;
    std::optional<std::vector<std::string>> passed_by(const std::string& route,
                                                      const std::vector<journal::StoredEvent>& events) const override;
    void replayed(const std::string& route) override;
    void drop(const std::string& route) override;

private:
    http::Api::Resources resources();

    const Parts parts_;
    const eventsub::Time started_;
    const eventsub::MonotonicTime began_;
    const std::shared_ptr<spdlog::logger> logger_;
    const http::Api api_;
};

} // namespace turnout::app
