#include "core/sim/callback_client.hpp"

#include <Poco/Net/HTTPRequest.h>
#include <Poco/Net/HTTPResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/StreamCopier.h>

namespace turnout::sim {
namespace {

Poco::URI parse_url(const std::string& text) {
    Poco::URI url;
    try {
        url = Poco::URI(text);
    } catch (const Poco::Exception&) {
        throw std::invalid_argument("'" + text + "' is no URL such as http://127.0.0.1:8080/eventsub");
    }
    if (url.getScheme() != "http" || url.getHost().empty())
        throw std::invalid_argument("'" + text +
                                    "' is no http:// URL; the host behind a TLS proxy is reached directly");
    return url;
}

} // namespace

CallbackClient::CallbackClient(const std::string& url, std::chrono::seconds timeout)
    : url_(parse_url(url)),
      session_(url_.getHost(), url_.getPort()) {
    session_.setKeepAlive(true);
    session_.setTimeout(Poco::Timespan(timeout.count(), 0));
}

CallbackAnswer CallbackClient::post(const Message& message) {
    Poco::Net::HTTPRequest request("POST", url_.getPathAndQuery().empty() ? "/" : url_.getPathAndQuery(), "HTTP/1.1");
    request.setContentType("application/json");
    request.setContentLength64(static_cast<Poco::Int64>(message.body.size()));
    request.set("Twitch-Eventsub-Message-Id", message.id);
    request.set("Twitch-Eventsub-Message-Retry", std::to_string(message.retry));
    request.set("Twitch-Eventsub-Message-Type", message.kind);
    request.set("Twitch-Eventsub-Message-Signature", message.signature);
    request.set("Twitch-Eventsub-Message-Timestamp", message.timestamp);
    if (!message.type.empty()) request.set("Twitch-Eventsub-Subscription-Type", message.type);
    if (!message.version.empty()) request.set("Twitch-Eventsub-Subscription-Version", message.version);
    const auto began = std::chrono::steady_clock::now();
    try {
        session_.sendRequest(request) << message.body;
        Poco::Net::HTTPResponse response;
        std::istream& in = session_.receiveResponse(response);
        CallbackAnswer answer;
        answer.status = response.getStatus();
        answer.reason = response.getReason();
        answer.content_type = response.getContentType() == Poco::Net::HTTPMessage::UNKNOWN_CONTENT_TYPE
                                  ? std::string{}
                                  : response.getContentType();
        Poco::StreamCopier::copyToString(in, answer.body);
        answer.took = std::chrono::steady_clock::now() - began;
        return answer;
    } catch (const Poco::Exception& problem) {
        session_.reset();
        const std::string text = "no answer from " + url_.toString() + ": " + problem.displayText();
        if (dynamic_cast<const Poco::Net::ConnectionRefusedException*>(&problem) != nullptr)
            throw ConnectionRefused(text);
        throw std::runtime_error(text);
    }
}

} // namespace turnout::sim
