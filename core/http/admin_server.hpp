// The port for the operator: health and metrics now, the admin API later.
#pragma once
#include "core/config/config.hpp"
#include "core/http/gate/exchange.hpp"
#include "core/http/metrics_page.hpp"
#include "core/http/readiness.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace spdlog {
class logger;
}

namespace turnout::http {

class Server;

/// GET (or HEAD) /healthz: 200 "ok" as long as the process serves. GET /readyz: 200 "ready", or 503 with one reason per
/// line. GET /metrics: the page. All as text/plain. Handlers may block: threads "admin-loop" and up to 4 "admin-worker".
class AdminServer {
public:
    /// Listens at once. Throws ListenError (gate/server.hpp). The ports outlive it.
    AdminServer(const config::Admin& admin, const Readiness& readiness, const MetricsPage& metrics,
                std::shared_ptr<spdlog::logger> logger);
    AdminServer(const AdminServer&) = delete;
    AdminServer& operator=(const AdminServer&) = delete;
    ~AdminServer();

    void start();
    bool stop(std::chrono::milliseconds timeout); ///< as PublicServer::stop()

    std::uint16_t port() const;
    std::string address() const;

private:
    class Handler;
    class Factory;

    void route(Exchange exchange) const;

    const Readiness& readiness_;
    const MetricsPage& metrics_;
    const std::shared_ptr<spdlog::logger> logger_;
    std::unique_ptr<Server> server_; ///< last: its threads use the above
};

} // namespace turnout::http
