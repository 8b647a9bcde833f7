// The port for the operator: health now, metrics and the admin API later.
#pragma once
#include "core/config/config.hpp"
#include "core/http/gate/exchange.hpp"
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
/// line, as text/plain. Handlers may block: threads "admin-loop" and up to 4 "admin-worker".
class AdminServer {
public:
    /// Listens at once. Throws ListenError (gate/server.hpp). `readiness` outlives it.
    AdminServer(const config::Admin& admin, const Readiness& readiness, std::shared_ptr<spdlog::logger> logger);
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
    const std::shared_ptr<spdlog::logger> logger_;
    std::unique_ptr<Server> server_; ///< last: its threads use the above
};

} // namespace turnout::http
