// `turnout send` to a host that is not there yet, and to one that never comes.
#include "core/app/command.hpp"

#include "tests/support/temporary_directory.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/ServerSocket.h>

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <sstream>
#include <utility>

using namespace turnout::app;

namespace {

struct Accepting final : Poco::Net::HTTPRequestHandler {
    void handleRequest(Poco::Net::HTTPServerRequest&, Poco::Net::HTTPServerResponse& response) override {
        response.setStatusAndReason(Poco::Net::HTTPResponse::HTTP_NO_CONTENT);
        response.send();
    }
};

struct Factory final : Poco::Net::HTTPRequestHandlerFactory {
    Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
        return std::make_unique<Accepting>().release(); // the server deletes it
    }
};

/// Has its port from the beginning, and refuses connections there until it starts.
class LateServer {
public:
    LateServer() { socket_.bind(Poco::Net::SocketAddress("127.0.0.1", 0)); }

    ~LateServer() {
        if (server_) server_->stop();
    }

    void start() {
        socket_.listen();
        server_ = std::make_unique<Poco::Net::HTTPServer>(new Factory, socket_, new Poco::Net::HTTPServerParams);
        server_->start();
    }

    std::string url() const { return "http://" + socket_.address().toString() + "/eventsub"; }

private:
    Poco::Net::ServerSocket socket_;
    std::unique_ptr<Poco::Net::HTTPServer> server_;
};

/// Calls back each time that something was said.
class Listener : public std::stringbuf {
public:
    explicit Listener(std::function<void()> said) : said_(std::move(said)) {}

private:
    int sync() override {
        said_();
        return 0;
    }

    std::function<void()> said_;
};

class Sender {
public:
    Sender() { directory_.write("turnout.properties", "eventsub.secret = 0123456789abcdef\nplugins.directory = .\n"); }

    int send(const LateServer& server, std::ostream& error) {
        const auto file = directory_ / "turnout.properties";
        return run_program(
            {"send", "channel.follow", "--config", file.string(), "--to", server.url(), "--timeout", timeout},
            {out, error});
    }

    std::string timeout = "10";
    std::ostringstream out;

private:
    turnout::test::TemporaryDirectory directory_;
};

} // namespace

TEST_CASE("send waits for a host that still starts, and says so once") {
    LateServer server;
    int said = 0;
    Listener listener([&] {
        if (++said == 1) server.start();
    });
    std::ostream error(&listener);
    Sender sender;
    CHECK(sender.send(server, error) == 0);
    CHECK(sender.out.str().find("204 No Content") != std::string::npos);
    CHECK(said == 1);
    CHECK(listener.str().find("no answer from " + server.url() + ": Connection refused") != std::string::npos);
    CHECK(listener.str().find("; waiting up to 10 s for a host\n") != std::string::npos);
}

TEST_CASE("send gives up when no host comes within --timeout") {
    const LateServer server;
    std::ostringstream error;
    Sender sender;
    sender.timeout = "1";
    CHECK(sender.send(server, error) == 1);
    CHECK(sender.out.str().empty());
    CHECK(error.str().find("turnout send: no answer from " + server.url() + ": Connection refused") !=
          std::string::npos);
}
