// Delivers messages to a callback over HTTP, as Twitch does.
#pragma once
#include "core/sim/message.hpp"

#include <Poco/Net/HTTPClientSession.h>
#include <Poco/URI.h>

#include <chrono>
#include <stdexcept>
#include <string>

namespace turnout::sim {

/// What the callback answered.
struct CallbackAnswer {
    int status = 0;
    std::string reason;       ///< of the status line
    std::string content_type; ///< empty: none
    std::string body;
    std::chrono::nanoseconds took{};

    bool accepted() const { return status >= 200 && status < 300; }
};

/// Nobody listens at the address (yet).
class ConnectionRefused : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// One keep-alive connection to one callback; opened again when the other side has closed it. One thread at a time.
class CallbackClient {
public:
    /// `url` is http://HOST[:PORT]/PATH. Throws std::invalid_argument for anything else.
    explicit CallbackClient(const std::string& url, std::chrono::seconds timeout = std::chrono::seconds{10});

    /// Throws std::runtime_error, with the address, if no answer comes: ConnectionRefused if nothing was sent.
    CallbackAnswer post(const Message& message);

private:
    Poco::URI url_;
    Poco::Net::HTTPClientSession session_;
};

} // namespace turnout::sim
