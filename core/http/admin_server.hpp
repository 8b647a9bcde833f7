// The port for the operator: health, metrics, the admin API.
#pragma once
#include "core/config/config.hpp"
#include "core/http/api/api.hpp"
#include "core/http/counters.hpp"
#include "core/http/gate/exchange.hpp"
#include "core/http/gate/gate_options.hpp"
#include "core/http/metrics_page.hpp"
#include "core/http/readiness.hpp"
#include "core/http/refusal_log.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace spdlog {
class logger;
}

namespace turnout::http {

class Listener;
class Server;

/// GET (or HEAD) /healthz: 200 "ok" as long as the process serves. GET /readyz: 200 "ready", or 503 with one reason per
/// line. GET /metrics: the page. All as text/plain, to everybody. /api/v1/...: the API, once it is opened. Handlers may
/// block: threads "admin-loop" and up to 4 "admin-worker".
class AdminServer final : private GateObserver {
public:
    /// Listens at once. Throws ListenError (gate/listener.hpp). The ports outlive it.
    AdminServer(const config::Admin& admin, const Readiness& readiness, const MetricsPage& metrics,
                const eventsub::Clock& clock, std::shared_ptr<spdlog::logger> logger);
    ~AdminServer() override;

    void start();

    /// From now on /api/v1/... is answered by it instead of 503. It outlives stop().
    void open(const Api& api) { api_.store(&api, std::memory_order_release); }

    /// As Server::move_to(): another address.
    void move_to(const std::shared_ptr<Listener>& listener) noexcept;

    bool stop(std::chrono::milliseconds timeout); ///< as PublicServer::stop()

    std::uint16_t port() const;
    std::string address() const;

    std::map<std::string, std::uint64_t> counters() const; ///< of refusals, since the start, by name; any thread

private:
    class Handler;
    class Factory;

    void refused(int status, const char* reason, const Peer& peer) noexcept override;

    void tick() noexcept override {}

    void route(Exchange exchange);
    void answer_api(Exchange& exchange);
    void refuse(Exchange& exchange, int status, const char* reason, const Answer& answer);

    const Readiness& readiness_;
    const MetricsPage& metrics_;
    const std::shared_ptr<spdlog::logger> logger_;
    RefusalLog log_;
    Counters counters_;
    const Answer not_found_, only_get_;
    std::atomic<const Api*> api_{nullptr}; ///< null: the host still starts
    std::unique_ptr<Server> server_;       ///< last: its threads use the above
};

} // namespace turnout::http
