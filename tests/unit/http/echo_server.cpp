#include "tests/unit/http/echo_server.hpp"

#include "core/http/gate/exchange_socket.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/StreamCopier.h>
#include <stdexcept>

namespace turnout::test {
namespace {

class Handler final : public Poco::Net::HTTPRequestHandler {
public:
    explicit Handler(EchoServer& server) : server_(server) {}

    void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override {
        server_.serve(request, response);
    }

private:
    EchoServer& server_;
};

class Factory final : public Poco::Net::HTTPRequestHandlerFactory {
public:
    explicit Factory(EchoServer& server) : server_(server) {}

    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest& /*request*/) override {
        return new Handler(server_);
    }

private:
    EchoServer& server_;
};

http::ServerSocketOptions socket_options(unsigned lanes, const http::GateOptions& gate, const std::string& host) {
    http::ServerSocketOptions made;
    made.address = {host, 0};
    made.gate = gate;
    made.lanes = lanes;
    made.name = "echo";
    return made;
}

// Long lived: deliver() needs the answer until the loop has sent it.
const http::Answer delivered(200, "delivered");

} // namespace

EchoServer::EchoServer(unsigned lanes, const http::GateOptions& gate, Handling handling, const std::string& host)
    : lanes_(lanes),
      handling_(handling),
      server_(socket_options(lanes, gate, host), 4, new Factory(*this), nullptr) {
    server_.start();
}

EchoServer::~EchoServer() {
    drop_all();
    server_.stop(std::chrono::seconds(5));
}

void EchoServer::serve(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) {
    auto& socket = http::socket_of(request);
    const http::Request& checked = socket.request();
    std::string text =
        std::string(checked.method()) + " " + std::string(checked.target()) + " [" + std::string(checked.body()) + "]";
    {
        const std::lock_guard lock(mutex_);
        executed_.push_back(text);
        if (handling_ == Handling::defer) {
            waiting_.push_back(socket.release());
            waiting_.back().set_fallback(503);
        }
    }
    if (handling_ == Handling::failing) throw std::runtime_error("a handler that fails");
    if (handling_ != Handling::answer) return;
    if (lanes_ > 0) return socket.release().answer(http::Answer(200, text));
    if (checked.method() != "GET") { // what POCO reads must be what the gate has checked
        std::string body;
        Poco::StreamCopier::copyToString(request.stream(), body);
        text = request.getMethod() + " " + request.getURI() + " [" + body + "]";
    }
    response.setContentLength64(static_cast<Poco::Int64>(text.size()));
    response.send() << text;
}

std::uint64_t EchoServer::counter(const std::string& name) const {
    std::map<std::string, std::uint64_t> counters;
    server_.add_counters(counters);
    return counters.at("gate." + name);
}

std::vector<std::string> EchoServer::executed() const {
    const std::lock_guard lock(mutex_);
    return executed_;
}

std::size_t EchoServer::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

std::vector<http::Exchange> EchoServer::take_waiting() {
    const std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
}

void EchoServer::answer_all() {
    for (http::Exchange& each : take_waiting()) each.answer(delivered);
}

void EchoServer::deliver_all() {
    std::vector<std::pair<http::Exchange, const http::Answer*>> answers;
    for (http::Exchange& each : take_waiting()) answers.emplace_back(std::move(each), &delivered);
    http::deliver(answers);
}

void EchoServer::drop_all() {
    take_waiting();
}

} // namespace turnout::test
