// A server over the gate that says what it was asked, in every mode that the gate has.
#pragma once
#include "core/http/gate/server.hpp"

#include <mutex>
#include <string>
#include <vector>

namespace turnout::test {

/// Answers "METHOD TARGET [BODY]" and remembers it. Listens on a free port of 127.0.0.1.
class EchoServer {
public:
    enum class Handling {
        answer,
        defer,   ///< keep the exchanges until one of the *_all()
        silent,  ///< handlers neither answer nor keep
        failing, ///< handlers throw what POCO does not expect
    };

    /// `lanes` 0: dispatch.
    explicit EchoServer(unsigned lanes, const http::GateOptions& gate = {}, Handling handling = Handling::answer,
                        const std::string& host = "127.0.0.1");
    ~EchoServer();

    std::uint16_t port() const { return server_.port(); }

    http::Server& server() { return server_; }

    std::uint64_t counter(const std::string& name) const; ///< "accepted" for "gate.accepted"

    std::vector<std::string> executed() const;
    std::size_t waiting() const; ///< deferred and not answered yet
    void answer_all();           ///< from this thread, one by one
    void deliver_all();          ///< by the loops
    void drop_all();             ///< their ends answer

    void serve(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response);

    std::vector<http::Exchange> take_waiting();

private:
    const unsigned lanes_;
    const Handling handling_;
    mutable std::mutex mutex_;
    std::vector<std::string> executed_;
    std::vector<http::Exchange> waiting_;
    http::Server server_;
};

/// Runs `body` as a subcase for each way to feed POCO.
#define TURNOUT_EACH_MODE(variable) \
    unsigned variable = 0;          \
    SUBCASE("dispatch") {           \
        variable = 0;               \
    }                               \
    SUBCASE("one lane") {           \
        variable = 1;               \
    }                               \
    SUBCASE("two lanes") {          \
        variable = 2;               \
    }

} // namespace turnout::test
