// `turnout tail` beside a running host.
#include "tests/e2e/host_under_test.hpp"

#include <doctest/doctest.h>

#include <csignal>

using namespace turnout::test;

namespace {

/// `turnout tail` with the host's configuration; returns once it watches.
std::unique_ptr<Process> tail(const HostUnderTest& host, std::vector<std::string> words = {}) {
    words.insert(words.begin(), {TURNOUT_PROGRAM, "tail", "--config", host.configuration().string()});
    return std::make_unique<Process>(words);
}

/// Posts events until one is shown: by then the others watch, too.
void post_until_shown(const HostUnderTest& host, Process& process) {
    SignedRequest request;
    unsigned number = 0;
    CHECK(wait_until([&] {
        request.id = "probe-" + std::to_string(++number);
        CHECK(post(host.port(), request).status == 204);
        return process.output().find("probe-") != std::string::npos;
    }));
}

} // namespace

TEST_CASE("tail shows events as they are accepted and settled, filtered by type, until the host stops") {
    HostUnderTest host;
    REQUIRE_MESSAGE(host.start(), host.log());
    const auto follows = tail(host, {"--type", "channel.follow", "--json"});
    const auto raids = tail(host, {"--type", "channel.raid*"});
    post_until_shown(host, *follows);
    CHECK(wait_until([&] {
        CHECK(host.turnout({"send", "channel.raid"}).status == 0);
        return raids->output().find("everything: ok") != std::string::npos;
    }));
    CHECK(raids->output().find("channel.follow") == std::string::npos);
    SignedRequest stale;
    stale.id = "too-old";
    stale.timestamp = "2020-01-01T00:00:00.000000000Z";
    CHECK(post(host.port(), stale).status == 204);
    CHECK(follows->wait_for_text(R"("route":"@host","verdict":"stale")"));
    CHECK(host.stop() == 0);
    CHECK(follows->wait() == 1);
    CHECK(raids->wait() == 1);
    CHECK(follows->errors().find("the host stops") != std::string::npos);
    CHECK(follows->output().find(R"({"event":"settled","time":")") != std::string::npos);
    CHECK(follows->output().find(R"("verdict":"ok")") != std::string::npos);
}

TEST_CASE("a watcher that reads nothing holds up neither events nor the stop") {
    HostUnderTest host;
    REQUIRE_MESSAGE(host.start(), host.log());
    const auto idle = tail(host);
    post_until_shown(host, *idle);
    idle->signal(SIGSTOP);
    CHECK(run(host.loadgen({"-n", "20000", "-c", "16"})).status == 0);
    CHECK(host.wait_until_delivered(20'000));
    CHECK(host.stop() == 0);
    idle->signal(SIGCONT);
    CHECK(idle->wait() == 1);
}
