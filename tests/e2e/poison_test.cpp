// Events that end the host, and hosts that are ended from outside.
#include "core/app/crash_handler.hpp"
#include "tests/e2e/obedient_host.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <random>
#include <set>
#include <sstream>

using namespace turnout::test;
using namespace std::chrono_literals;

namespace {

/// Attempts by message id: how often each began, the number of the last one, and whether one ended.
struct Course {
    unsigned begun = 0, attempt = 0;
    bool ended = false;
};

std::map<std::string, Course> courses(const ObedientHost& host) {
    std::map<std::string, Course> all;
    for (const auto& line : lines_of(host.notes())) {
        std::istringstream words(line);
        std::string what, id;
        unsigned attempt = 0;
        if (!(words >> what >> id >> attempt)) continue; // cut short by a kill
        auto& course = all[id];
        if (what == "begin") ++course.begun;
        course.attempt = std::max(course.attempt, attempt);
        course.ended = course.ended || what == "end";
    }
    return all;
}

bool shows(const HostUnderTest& host, const std::string& line) {
    return ("\n" + host.admin("/metrics").body).find("\n" + line + "\n") != std::string::npos;
}

const std::string dead = "turnout_route_parked{route=\"everything\",state=\"dead\"} ";

} // namespace

TEST_CASE("an event that aborts the process is dead after retry.crash_attempts restarts, everything else is handled") {
    constexpr int others = 150;
    ObedientHost host("route.everything.order_by = none\nroute.everything.retry.crash_attempts = 2\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    std::set<std::string> acknowledged;
    const auto tell = [&](const std::string& name, const std::string& id) {
        // Like Twitch, again until it is answered: the host may be down.
        return wait_until([&] {
            if (!host.process().running()) host.launch();
            try {
                return host.tell(name, id) == 204;
            } catch (const std::exception&) {
                return false;
            }
        });
    };
    for (int index = 0; index < others; ++index) {
        const auto id = "innocent-" + std::to_string(index);
        REQUIRE(tell(index == others / 2 ? "crash" : "bystander", index == others / 2 ? "poison" : id));
        if (index != others / 2) acknowledged.insert(id);
    }
    const bool over = wait_until(
        [&] {
            if (!host.process().running()) host.launch();
            return shows(host, dead + "1") && shows(host, "turnout_route_backlog{route=\"everything\"} 0");
        },
        60s);
    REQUIRE_MESSAGE(over, host.log());
    const auto all = courses(host);
    // Once among the others, which counts if there is a report of the crash, then alone.
    CHECK(all.at("poison").begun == (turnout::app::CrashHandler::supported ? 2 : 3));
    CHECK_FALSE(all.at("poison").ended);
    for (const auto& id : acknowledged) {
        CAPTURE(id);
        REQUIRE(all.contains(id));
        CHECK(all.at(id).ended);
        CHECK(all.at(id).attempt == 1);
    }
    CHECK(host.log().find("crashed the host") != std::string::npos);
    CHECK(host.stop() == 0);
}

TEST_CASE("twenty kills at random moments make no dead letter, and charge no event but the one that ran alone") {
    constexpr unsigned kills = 20;
    ObedientHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    const auto acks = host.directory() / "acknowledged";
    Process load(host.loadgen({"-r", "300", "-d", "3600", "-c", "16", "--retry", "1000", "--retry-delay", "0.2",
                               "--drain", "60", "--ack-file", acks.string()}));
    std::mt19937 random{11}; // NOLINT(cert-msc51-cpp): the same moments every time, as far as a process allows
    for (unsigned kill = 0; kill < kills; ++kill) {
        const auto more = std::uniform_int_distribution<std::size_t>{1, 200}(random);
        const auto wanted = lines_of(host.notes()).size() + more;
        REQUIRE_MESSAGE(wait_until([&] { return lines_of(host.notes()).size() >= wanted; }, 60s), host.log());
        host.kill();
        host.launch();
    }
    REQUIRE_MESSAGE(host.wait_until_ready(), host.log());
    load.signal(SIGTERM);
    REQUIRE(load.wait(120s) == 0);
    const auto acknowledged = lines_of(acks);
    CHECK(acknowledged.size() > 10 * kills);
    REQUIRE(wait_until([&] { return shows(host, "turnout_route_backlog{route=\"everything\"} 0"); }, 60s));
    CHECK_MESSAGE(shows(host, dead + "0"), host.log());
    const auto all = courses(host);
    std::size_t missing = 0, charged = 0;
    for (const auto& id : acknowledged) missing += all.contains(id) && all.at(id).ended ? 0U : 1U;
    for (const auto& [id, course] : all) charged += course.attempt - 1;
    CHECK(missing == 0);
    CHECK(charged <= kills);
    CHECK(host.stop() == 0);
}

TEST_CASE("an event that crashes the host is given up after three attempts, the others are handled") {
    ObedientHost host("route.everything.order_by = none\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("crash") == 204);
    CHECK(host.process().wait() == 128 + SIGABRT);
    int starts = 1;
    bool alive = false;
    for (; starts < 6 && !alive; ++starts) {
        host.launch();
        alive = host.wait_until_ready() && host.tell("after-" + std::to_string(starts)) == 204 && wait_until([&] {
                    return host.noted("end after-" + std::to_string(starts) + " 1") || !host.process().running();
                }) &&
                host.process().running();
    }
    CHECK_MESSAGE(alive, host.log());
    const auto notes = lines_of(host.notes());
    const auto crashes =
        std::count_if(notes.begin(), notes.end(), [](auto& line) { return line.starts_with("begin crash"); });
    CHECK(crashes >= 3);
    CHECK(crashes <= 4); // the one that nobody saw coming, and three that were charged
    CHECK(host.stop() == 0);
}
