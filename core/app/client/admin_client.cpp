#include "core/app/client/admin_client.hpp"

#include "core/app/admin_token.hpp"
#include "core/app/configuration.hpp"

#include <Poco/JSON/Parser.h>
#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/StreamCopier.h>
#include <Poco/URI.h>

#include <istream>
#include <sstream>
#include <stdexcept>

namespace turnout::app {
namespace {

constexpr auto prefix = "/api/v1";
constexpr int unauthorized = 401;

std::string target_of(const std::string& path, const Query& query) {
    Poco::URI uri;
    for (const auto& [name, value] : query) uri.addQueryParameter(name, value);
    return prefix + path + (query.empty() ? "" : "?" + uri.getRawQuery());
}

/// Null if it is no JSON object.
AdminClient::Json parsed(const std::string& text) {
    try {
        Poco::JSON::ParseHandler::Ptr ordered = new Poco::JSON::ParseHandler(true);
        Poco::JSON::Parser parser(ordered);
        const auto value = parser.parse(text);
        if (value.type() == typeid(AdminClient::Json)) return value.extract<AdminClient::Json>();
    } catch (const Poco::Exception&) { // somebody else answers there
        return {};
    }
    return {};
}

} // namespace

std::string path_part(std::string_view text) {
    std::string encoded;
    Poco::URI::encode(std::string(text), "/?#%&+;=:@!$'()*,[]", encoded);
    return encoded;
}

AdminClient::AdminClient(const config::Config& config, std::chrono::seconds timeout)
    : url_(local_url(config.admin.address, "")),
      token_(find_admin_token(config)) {
    if (config.admin.address.port == 0)
        throw std::runtime_error("admin.address has port 0, which the system chooses anew at each start of the host: "
                                 "set a fixed port");
    const Poco::URI url(url_);
    session_.setHost(url.getHost());
    session_.setPort(url.getPort());
    session_.setKeepAlive(true);
    session_.setTimeout(Poco::Timespan(static_cast<long>(timeout.count()), 0));
}

AdminClient::Json AdminClient::get(const std::string& path, const Query& query) {
    return ask("GET", target_of(path, query), {});
}

AdminClient::Json AdminClient::post(const std::string& path, const Poco::JSON::Object& body) {
    std::ostringstream text;
    body.stringify(text);
    return ask("POST", prefix + path, text.str(), !body.optValue<bool>("dry_run", false));
}

AdminClient::Json AdminClient::remove(const std::string& path) {
    return ask("DELETE", prefix + path, {}, true);
}

std::istream& AdminClient::send(const std::string& method, const std::string& target, const std::string& body) {
    Poco::Net::HTTPRequest request(method, target, "HTTP/1.1");
    request.set("Authorization", "Bearer " + token_);
    if (method == "POST") {
        request.setContentType("application/json");
        request.setContentLength64(static_cast<Poco::Int64>(body.size()));
    }
    sent_ = false;
    session_.sendRequest(request) << body << std::flush;
    sent_ = true;
    Poco::Net::HTTPResponse response;
    std::istream& in = session_.receiveResponse(response);
    status_ = response.getStatus();
    return in;
}

AdminClient::Json AdminClient::ask(const std::string& method, const std::string& target, const std::string& body,
                                   bool changes) {
    std::string text;
    try {
        Poco::StreamCopier::copyToString(send(method, target, body), text);
    } catch (const Poco::Exception& problem) {
        session_.reset();
        if (dynamic_cast<const Poco::Net::ConnectionRefusedException*>(&problem) != nullptr)
            throw std::runtime_error("no host listens at " + url_ +
                                     ": start it with `turnout serve`, or name the "
                                     "configuration that it runs with by --config");
        const bool late = dynamic_cast<const Poco::TimeoutException*>(&problem) != nullptr;
        if (late && sent_ && changes)
            throw std::runtime_error("no answer from " + url_ + " within " +
                                     std::to_string(session_.getTimeout().totalSeconds()) +
                                     " s: the host goes on with it, so do not ask again. `turnout routes list` and "
                                     "`turnout dead list` show how far it is; --timeout waits longer");
        throw std::runtime_error("no answer from " + url_ + ": " + problem.displayText());
    }
    const Json answer = status_ == Poco::Net::HTTPResponse::HTTP_OK ? parsed(text) : Json{};
    if (!answer) refuse(status_, text);
    return answer;
}

void AdminClient::refuse(int status, const std::string& text) const {
    const Json problem = parsed(text);
    if (!problem || !problem->has("error"))
        throw std::runtime_error(url_ + " answers " + std::to_string(status) +
                                 " and is no admin API that this program knows: see admin.address");
    if (status == unauthorized)
        throw std::runtime_error("the host at " + url_ +
                                 " does not take this token: it runs with another configuration or state.directory; "
                                 "name its configuration by --config");
    const auto advice = problem->optValue<std::string>("advice", "");
    throw std::runtime_error(problem->getValue<std::string>("error") + (advice.empty() ? "" : ". " + advice));
}

void AdminClient::stream(const std::string& path, const Query& query,
                         const std::function<void(const std::string& line)>& line) {
    try {
        std::istream& in = send("GET", target_of(path, query), {});
        if (status_ != Poco::Net::HTTPResponse::HTTP_OK) {
            std::string text;
            Poco::StreamCopier::copyToString(in, text);
            refuse(status_, text);
        }
        for (std::string each; std::getline(in, each);) line(each);
    } catch (const Poco::Exception& problem) {
        session_.reset();
        throw std::runtime_error("no answer from " + url_ + ": " + problem.displayText());
    }
}

AdminClient connect(const Arguments& arguments, Streams streams) {
    const auto timeout = std::chrono::seconds(arguments.number("timeout", 60, 1, 3600));
    const auto config = load_configuration(configuration_file(arguments), {}, streams);
    if (!config) throw std::runtime_error("the configuration says where the host is, and cannot be used as it is");
    return AdminClient(*config, timeout);
}

} // namespace turnout::app
