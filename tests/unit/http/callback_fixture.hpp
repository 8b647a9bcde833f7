// A public server over a fake journal, and signed requests for it.
#pragma once
#include "core/http/public_server.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/unit/http/fake_journal.hpp"
#include "tests/unit/http/test_clock.hpp"
#include "tests/unit/plugin/fixture/log_text.hpp"

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace turnout::test {

/// A request to the callback as Twitch would send it. Change what is to be odd.
struct CallbackRequest {
    std::string id = "id-1";
    std::string kind = "notification";
    std::string timestamp = "2026-03-14T00:00:00.123456789Z"; ///< the TestClock's start
    std::string type = "channel.follow";
    std::string version = "2";
    std::string body = R"({"subscription":{"id":"s1","status":"enabled","type":"channel.follow","version":"2",)"
                       R"("condition":{"broadcaster_user_id":"1","moderator_user_id":"1"}},)"
                       R"("event":{"user_id":"7","user_login":"ann","broadcaster_user_id":"1"}})";
    std::string secret = "a secret for tests";
    std::string path = "/eventsub";
    std::string extra; ///< further header lines, each with its CRLF

    using Fields = std::vector<std::pair<std::string, std::string>>;

    Fields fields() const; ///< the Twitch headers, signed

    std::string bytes() const { return bytes(fields()); }

    std::string bytes(const Fields& with) const;
};

CallbackRequest challenge_request();
CallbackRequest revocation_request();

/// Wants nothing until told.
class FakeChallenges final : public http::ChallengePort {
public:
    bool wanted(const http::Challenge& challenge) const override;

    void want(bool value) { want_ = value; }

private:
    std::atomic<bool> want_{false};
};

class CallbackFixture : private journal::Listener {
public:
    /// Two lanes unless a test says otherwise; a free port of 127.0.0.1.
    explicit CallbackFixture(const config::Http& http = default_http());
    ~CallbackFixture() override;

    static config::Http default_http();

    std::uint16_t port() const { return server.port(); }

    RawResponse ask(const CallbackRequest& request) { return ask(request.bytes()); }

    /// On a connection of its own.
    RawResponse ask(const std::string& bytes);
    std::uint64_t counter(const std::string& name) const; ///< 0 if there is none of that name

    /// What was logged so far, a line each, with its level.
    std::string log() const { return log_text->text(); }

    TestClock clock;
    FakeJournal journal;
    FakeChallenges challenges;
    const std::shared_ptr<LogText> log_text = std::make_shared<LogText>();
    http::PublicServer server;

private:
    void answered(std::vector<journal::Answer>& answers) override { server.answers().answered(answers); }

    void appended(journal::Sequence /*last*/) override {}
};

} // namespace turnout::test
