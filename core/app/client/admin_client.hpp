// The admin API of a running host, from the other side.
#pragma once
#include "core/app/arguments.hpp"
#include "core/app/command.hpp"
#include "core/config/config.hpp"

#include <Poco/JSON/Object.h>
#include <Poco/Net/HTTPClientSession.h>

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnout::app {

/// Names and values of a query, in order; encoded when they are sent.
using Query = std::vector<std::pair<std::string, std::string>>;

/// `text` as one part of a path.
std::string path_part(std::string_view text);

/// Finds the host and its token by the configuration that the host runs with. One thread at a time.
class AdminClient {
public:
    using Json = Poco::JSON::Object::Ptr;

    /// `timeout`: for the connection, and for each wait for bytes of an answer. Throws std::runtime_error if the
    /// configuration does not say where the host is, or the token cannot be read.
    AdminClient(const config::Config& config, std::chrono::seconds timeout);

    /// `path` is below /api/v1. All throw std::runtime_error if the host cannot be reached, does not answer in time or
    /// refuses; the text says what to do, and whether the host goes on with what was asked.
    Json get(const std::string& path, const Query& query = {});
    Json post(const std::string& path, const Poco::JSON::Object& body);
    Json remove(const std::string& path);

    /// GET whose answer has no end: hands over each line of it. Returns when the host ends it.
    void stream(const std::string& path, const Query& query, const std::function<void(const std::string& line)>& line);

private:
    Json ask(const std::string& method, const std::string& target, const std::string& body, bool changes = false);
    std::istream& send(const std::string& method, const std::string& target, const std::string& body);
    [[noreturn]] void refuse(int status, const std::string& text) const;

    std::string url_;
    std::string token_;
    Poco::Net::HTTPClientSession session_;
    int status_ = 0;    ///< of the last answer
    bool sent_ = false; ///< all of the last request
};

// What all verbs have that ask a host.
inline constexpr Option json_option{"json", "", "JSON as the admin API answers, instead of text"};
inline constexpr Option timeout_option{"timeout", "SECONDS", "how long to wait for the host (60)"};

/// By --config and --timeout. Prints what is wrong with the configuration, and throws std::runtime_error.
AdminClient connect(const Arguments& arguments, Streams streams);

} // namespace turnout::app
