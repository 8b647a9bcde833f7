#include "core/http/public_server.hpp"

#include "core/http/gate/exchange_socket.hpp"
#include "core/http/gate/server.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <algorithm>
#include <spdlog/logger.h>

namespace turnout::http {
namespace {

constexpr unsigned suspicious_stale_count = 20;

std::size_t lane_count(const config::Http& http) {
    return std::max<std::size_t>(1, http.workers);
}

eventsub::Inspector::Settings inspector_settings(const config::EventSub& eventsub) {
    return {eventsub.secret.reveal(), eventsub.previous_secret.reveal(), eventsub.max_age};
}

GateOptions gate_options(const config::Http& http) {
    GateOptions options;
    options.limits.header = static_cast<std::uint32_t>(http.max_header);
    options.limits.body = http.max_body;
    options.max_connections = http.max_connections;
    options.max_held = std::max(options.max_held, http.max_body * 8); // a few of the largest must fit
    options.request_time = http.request_timeout;
    options.idle_time = http.idle_timeout;
    return options;
}

ServerSocketOptions socket_options(const config::Http& http) {
    ServerSocketOptions options;
    options.address = http.address;
    options.lanes = static_cast<unsigned>(lane_count(http));
    options.name = "http";
    options.gate = gate_options(http);
    return options;
}

std::string allow(const std::string& path, const char* method) {
    return path == "/" ? "Allow: GET, POST\r\n" : "Allow: " + std::string(method) + "\r\n";
}

} // namespace

/// Where the callback is, and what a wrong method is told.
struct PublicServer::Site {
    explicit Site(const std::string& the_path)
        : path(the_path),
          only_get(405, "method not allowed\n", allow(path, "GET")),
          only_post(405, "method not allowed\n", allow(path, "POST")) {}

    const std::string path;
    const Answer only_get, only_post;
};

/// The boundary to POCO: nothing is thrown into it. Its ErrorHandler, which is one for the whole process, stays as it
/// is.
class PublicServer::Handler final : public Poco::Net::HTTPRequestHandler {
public:
    explicit Handler(PublicServer& server) : server_(server) {}

    void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& /*response*/) override {
        try {
            ExchangeSocketImpl& socket = socket_of(request);
            server_.route(socket.release(), socket.lane());
        } catch (const std::exception& error) { // the exchange has ended with a 500 on the way
            server_.logger_->error("a request could not be handled: {}", error.what());
        }
    }

private:
    PublicServer& server_;
};

class PublicServer::Factory final : public Poco::Net::HTTPRequestHandlerFactory {
public:
    explicit Factory(PublicServer& server) : server_(server) {}

    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& /*request*/) override {
        return new Handler(server_); // POCO deletes it
    }

private:
    PublicServer& server_;
};

PublicServer::PublicServer(const config::Http& http, const config::EventSub& eventsub, const Ports& ports,
                           std::shared_ptr<spdlog::logger> logger)
    : logger_(std::move(logger)),
      log_(logger_, ports.clock),
      answers_(counters_, log_, ports.clock),
      desk_(ports.challenges, ports.clock, counters_, log_),
      callback_(inspector_settings(eventsub), ports.clock, lane_count(http),
                {ports.journal, desk_, answers_, counters_, log_}),
      welcome_(200, "turnout"),
      not_found_(404, "not found\n"),
      site_(std::make_shared<const Site>(http.path)),
      server_(std::make_unique<Server>(socket_options(http), 0, new Factory(*this), static_cast<GateObserver*>(this))) {
}

PublicServer::~PublicServer() {
    stop(std::chrono::milliseconds::zero());
}

void PublicServer::start() {
    server_->start();
}

bool PublicServer::stop(std::chrono::milliseconds timeout) {
    desk_.close();
    return server_->stop(timeout);
}

void PublicServer::set(const config::Http& http, const config::EventSub& eventsub) {
    callback_.set(inspector_settings(eventsub));
    server_->set(gate_options(http));
    auto next = std::make_shared<const Site>(http.path);
    const std::lock_guard lock(mutex_);
    site_.swap(next);
}

void PublicServer::move_to(const std::shared_ptr<Listener>& listener) noexcept {
    server_->move_to(listener);
}

std::shared_ptr<const PublicServer::Site> PublicServer::site() const {
    const std::lock_guard lock(mutex_);
    return site_;
}

std::uint16_t PublicServer::port() const {
    return server_->port();
}

std::string PublicServer::address() const {
    return server_->address();
}

std::size_t PublicServer::connections() const {
    return server_->connections();
}

std::map<std::string, std::uint64_t> PublicServer::counters() const {
    std::map<std::string, std::uint64_t> all;
    counters_.add_to(all);
    server_->add_counters(all);
    return all;
}

std::vector<std::string> PublicServer::unready_reasons() const {
    const unsigned stale = stale_in_a_row();
    if (stale < suspicious_stale_count) return {};
    return {"the last " + std::to_string(stale) +
            " genuine messages were outside eventsub.max_age: the clock of this machine may be wrong"};
}

void PublicServer::refused(int status, const char* reason, const Peer& peer) noexcept {
    counters_.count_refusal("gate", status, reason);
    log_.refused(status, reason, peer);
}

void PublicServer::tick() noexcept {
    desk_.recheck();
}

void PublicServer::reject(Exchange& exchange, int status, const char* reason, const Answer& answer) {
    counters_.count_refusal("callback", status, reason);
    log_.refused(status, reason, exchange.peer());
    exchange.answer(answer);
}

void PublicServer::route(Exchange exchange, std::size_t lane) {
    const Request& request = exchange.request();
    const std::string_view path = request.path(), method = request.method();
    const auto site = this->site();
    if (path == site->path && method == "POST") return callback_.handle(std::move(exchange), lane);
    if (path == "/" && method == "GET") return exchange.answer(welcome_);
    if (path == site->path) return reject(exchange, 405, "method", site->only_post);
    if (path == "/") return reject(exchange, 405, "method", site->only_get);
    reject(exchange, 404, "path", not_found_);
}

} // namespace turnout::http
