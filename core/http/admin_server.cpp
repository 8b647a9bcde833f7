#include "core/http/admin_server.hpp"

#include "core/http/gate/exchange_socket.hpp"
#include "core/http/gate/server.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <spdlog/logger.h>

namespace turnout::http {
namespace {

constexpr unsigned workers = 4;
static_assert(workers >= Api::long_actions + 2, "health and metrics must not wait for long requests of the API");
constexpr std::size_t most_connections = 256;
constexpr std::uint64_t largest_body = std::uint64_t{64} * 1024;

ServerSocketOptions socket_options(const config::Admin& admin) {
    ServerSocketOptions options;
    options.address = admin.address;
    options.lanes = 0;
    options.name = "admin";
    options.gate.max_connections = most_connections;
    options.gate.limits.body = largest_body;
    options.gate.limits.length_needed = false; // `curl -X POST` sends none
    return options;
}

Answer readiness_answer(const std::vector<std::string>& reasons) {
    if (reasons.empty()) return Answer(200, "ready");
    std::string text;
    for (const std::string& each : reasons) text.append(each).append("\n");
    return Answer(503, text);
}

bool is_api(std::string_view path) {
    return path.starts_with(api_prefix) && (path.size() == api_prefix.size() || path[api_prefix.size()] == '/');
}

} // namespace

class AdminServer::Handler final : public Poco::Net::HTTPRequestHandler {
public:
    explicit Handler(AdminServer& server) : server_(server) {}

    void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& /*response*/) override {
        try {
            server_.route(socket_of(request).release());
        } catch (const std::exception& error) { // the exchange has ended with a 500 on the way
            server_.logger_->error("a request on the admin port could not be handled: {}", error.what());
        }
    }

private:
    AdminServer& server_;
};

class AdminServer::Factory final : public Poco::Net::HTTPRequestHandlerFactory {
public:
    explicit Factory(AdminServer& server) : server_(server) {}

    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& /*request*/) override {
        return new Handler(server_); // POCO deletes it
    }

private:
    AdminServer& server_;
};

AdminServer::AdminServer(const config::Admin& admin, const Readiness& readiness, const MetricsPage& metrics,
                         const eventsub::Clock& clock, std::shared_ptr<spdlog::logger> logger)
    : readiness_(readiness),
      metrics_(metrics),
      logger_(std::move(logger)),
      log_(logger_, clock),
      not_found_(404, "not found\n"),
      only_get_(405, "method not allowed\n", "Allow: GET, HEAD\r\n"),
      server_(std::make_unique<Server>(socket_options(admin), workers, new Factory(*this),
                                       static_cast<GateObserver*>(this))) {
}

AdminServer::~AdminServer() = default;

void AdminServer::start() {
    server_->start();
}

void AdminServer::move_to(const std::shared_ptr<Listener>& listener) noexcept {
    server_->move_to(listener);
}

bool AdminServer::stop(std::chrono::milliseconds timeout) {
    return server_->stop(timeout);
}

std::uint16_t AdminServer::port() const {
    return server_->port();
}

std::string AdminServer::address() const {
    return server_->address();
}

std::map<std::string, std::uint64_t> AdminServer::counters() const {
    std::map<std::string, std::uint64_t> all;
    counters_.add_to(all);
    return all;
}

void AdminServer::refused(int status, const char* reason, const Peer& peer) noexcept {
    counters_.count_refusal("admin", status, reason);
    log_.refused(status, reason, peer);
}

void AdminServer::refuse(Exchange& exchange, int status, const char* reason, const Answer& answer) {
    refused(status, reason, exchange.peer());
    exchange.answer(answer);
}

void AdminServer::answer_api(Exchange& exchange) {
    const Api* api = api_.load(std::memory_order_acquire);
    const Reply reply = api != nullptr ? api->answer(exchange.request())
                                       : problem(503, "starting", "the host still starts", "Ask again in a moment");
    if (reply.takes_over && !exchange.request().head_only()) return reply.takes_over(std::move(exchange));
    if (*reply.refusal != '\0') refused(reply.status, reply.refusal, exchange.peer());
    exchange.answer(Answer(reply.status, reply.text, reply.fields + "Cache-Control: no-store\r\n", "application/json"));
}

void AdminServer::route(Exchange exchange) {
    const std::string_view path = exchange.request().path(), method = exchange.request().method();
    if (is_api(path)) return answer_api(exchange);
    if (path != "/healthz" && path != "/readyz" && path != "/metrics") return refuse(exchange, 404, "path", not_found_);
    if (method != "GET" && method != "HEAD") return refuse(exchange, 405, "method", only_get_);
    if (path == "/metrics") return exchange.answer(Answer(200, metrics_.text()));
    exchange.answer(path == "/healthz" ? Answer(200, "ok") : readiness_answer(readiness_.reasons()));
}

} // namespace turnout::http
