// Plugins in processes of their own: what those are, and what becomes of events when they end.
#include "tests/e2e/obedient_host.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>
#include <set>
#include <sstream>

using namespace turnout::test;

namespace {

/// The plugin that does what it is told, isolated.
class IsolatedHost : public ObedientHost {
public:
    explicit IsolatedHost(const std::string& more = "")
        : ObedientHost("plugin.obedient.isolation = process\nroute.everything.order_by = none\n" + more) {}

    /// Of the plugin's process; 0: there is none.
    pid_t runner() const {
        const std::filesystem::directory_iterator all("/proc");
        for (const auto& entry : all) {
            std::ifstream stat(entry.path() / "stat");
            pid_t pid = 0, parent = 0;
            std::string name, state;
            if (stat >> pid >> name >> state >> parent && name.starts_with("(turnout-runner") && state != "Z" &&
                parent == const_cast<IsolatedHost*>(this)->process().pid())
                return pid;
        }
        return 0;
    }

    bool logged(const std::string& text) const { return log().find(text) != std::string::npos; }

    bool handles(const std::string& name) const { return tell(name) == 204 && wait_for_note("end " + name + " 1"); }
};

std::string file_of(pid_t pid, const std::string& name) {
    std::ostringstream text;
    text << std::ifstream("/proc/" + std::to_string(pid) + "/" + name).rdbuf();
    return text.str();
}

std::size_t descriptors_of(pid_t pid) {
    const std::filesystem::directory_iterator all("/proc/" + std::to_string(pid) + "/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

} // namespace

TEST_CASE("isolation: the plugin's process has a clean environment, few descriptors, and ends with the host") {
    IsolatedHost host;
    Process::Options options;
    options.environment["A_SECRET_OF_THE_HOST"] = "hunter2";
    REQUIRE_MESSAGE(host.start(options), host.log());
    CHECK(host.handles("one"));
    const auto runner = host.runner();
    REQUIRE(runner != 0);
    CHECK(file_of(runner, "environ").find("hunter2") == std::string::npos);
    CHECK(file_of(runner, "cmdline").find(test_secret) == std::string::npos);
    CHECK(descriptors_of(runner) <= 8); // three, the link, its bell, the plugin's file and the notes
    CHECK(host.stop() == 0);
    CHECK(wait_until([&] { return ::kill(runner, 0) != 0; }));
}

TEST_CASE("isolation: promise 8: a host that is killed takes the plugin's process along, and nothing is lost") {
    IsolatedHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("sleep-600000") == 204);
    CHECK(host.wait_for_note("begin sleep-600000 1"));
    const auto runner = host.runner();
    REQUIRE(runner != 0);
    host.kill();
    CHECK(wait_until([&] { return ::kill(runner, 0) != 0; }));
    REQUIRE(host.start());
    CHECK(host.wait_for_note("begin sleep-600000 2"));
    host.kill();
}

TEST_CASE("isolation: a plugin that aborts harms nobody else, and its event is a dead letter in the end") {
    IsolatedHost host("route.everything.retry.attempts = 3\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.handles("before"));
    CHECK(host.tell("crash") == 204);
    REQUIRE(wait_until([&] { return host.logged("event crash (channel.follow) is a dead letter after 3 attempts"); }));
    CHECK(host.logged("was ended by signal 6 (Aborted); it was handling event crash (channel.follow)"));
    CHECK(wait_until([&] { return host.runner() != 0; }));
    CHECK(host.handles("after"));
    CHECK(host.admin("/readyz").status == 200);
    const auto dead = host.turnout({"dead", "list", "--json"});
    CHECK_MESSAGE(dead.output.find("its plugin's process was ended by signal 6 (Aborted)") != std::string::npos,
                  dead.output << dead.errors);
    CHECK(host.stop() == 0);
}

TEST_CASE("isolation: every hundredth event aborts, all others are handled and none twice by design") {
    IsolatedHost host("route.everything.retry.attempts = 2\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    constexpr int events = 500;
    int sent = 0;
    for (int number = 1; number <= events; ++number) {
        const bool poison = number % 100 == 0;
        const auto id = "event-" + std::to_string(number);
        if (host.tell(poison ? "crash" : "fine", id) == 204) ++sent;
    }
    CHECK(sent == events);
    const auto missing = [&] {
        std::set<std::string> ids;
        for (const auto& line : lines_of(host.notes()))
            if (line.starts_with("end ")) ids.insert(line.substr(4, line.rfind(' ') - 4));
        std::string names;
        for (int number = 1; number <= events; ++number)
            if (number % 100 != 0 && !ids.contains("event-" + std::to_string(number)))
                names += " " + std::to_string(number);
        return names;
    };
    CHECK_MESSAGE(wait_until([&] { return missing().empty(); }, std::chrono::seconds{60}), missing() << host.log());
    CHECK(wait_until([&] { return host.logged("event event-500 (channel.follow) is a dead letter"); }));
    CHECK(host.stop() == 0);
}

TEST_CASE("isolation: a plugin that hangs is ended with its process, and the others go on") {
    IsolatedHost host("route.everything.timeout = 300ms\nroute.everything.retry.attempts = 2\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("sleep-600000") == 204);
    REQUIRE(wait_until([&] { return host.logged("event sleep-600000 (channel.follow) is a dead letter"); }));
    CHECK(host.logged("was ended, as event sleep-600000 (channel.follow) was past its timeout"));
    CHECK(wait_until([&] { return host.handles("after"); }));
    CHECK(host.stop() == 0);
}

TEST_CASE("isolation: events that only wait for a slow one are neither late nor charged") {
    IsolatedHost host("delivery.workers = 1\nroute.everything.timeout = 1s\nroute.everything.retry.attempts = 1\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    for (int number = 1; number <= 4; ++number) CHECK(host.tell("sleep-600", "slow-" + std::to_string(number)) == 204);
    for (int number = 1; number <= 4; ++number)
        CHECK_MESSAGE(host.wait_for_note("end slow-" + std::to_string(number) + " 1"), host.log());
    CHECK(host.tell("sleep-600000") == 204);
    CHECK(host.tell("sleep-1", "behind") == 204);
    CHECK(wait_until([&] { return host.logged("event sleep-600000 (channel.follow) is a dead letter"); }));
    CHECK(host.wait_for_note("end behind 1"));
    CHECK(host.stop() == 0);
    CHECK_FALSE(host.logged("event behind (channel.follow) is a dead letter"));
}

TEST_CASE("isolation: what a dead process had deferred comes again") {
    IsolatedHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("defer-until-stop") == 204);
    CHECK(host.wait_for_note("end defer-until-stop 1"));
    const auto runner = host.runner();
    REQUIRE(runner != 0);
    ::kill(runner, SIGKILL);
    CHECK(host.wait_for_note("end defer-until-stop 2"));
    CHECK(host.logged("was ended by signal 9 (Killed)"));
    CHECK(host.stop() == 0);
}

TEST_CASE("isolation: a process that stands still holds nobody up but its own events") {
    IsolatedHost host("route.everything.timeout = 500ms\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.handles("before"));
    const auto runner = host.runner();
    REQUIRE(runner != 0);
    ::kill(runner, SIGSTOP);
    CHECK(host.tell("meanwhile") == 204);
    CHECK(wait_until([&] { return host.logged("was ended, as nothing comes from it"); }));
    CHECK(host.wait_for_note("end meanwhile 1")); // it had not even begun
    CHECK(host.stop() == 0);
}

TEST_CASE("isolation: large events go there and come back") {
    IsolatedHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    SignedRequest request;
    request.id = "large";
    request.body = SignedRequest::follow_by("fine");
    request.body.insert(request.body.size() - 1, ",\"padding\":\"" + std::string(300'000, 'x') + "\"");
    CHECK(post(host.port(), request).status == 204);
    CHECK(host.wait_for_note("end large 1"));
    CHECK(host.stop() == 0);
}

TEST_CASE("isolation: what it prints, its restarts and its last end stand in log and status") {
    IsolatedHost host("route.everything.retry.attempts = 1\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.tell("crash") == 204);
    REQUIRE(wait_until([&] { return host.logged("dead letter"); }));
    CHECK(wait_until([&] { return host.runner() != 0; }));
    const auto status = host.turnout({"status"}).output;
    CHECK_MESSAGE(status.find("plugin      obedient: process ") != std::string::npos, status);
    CHECK(status.find("started again 1 times\n  the last one was ended by signal 6 (Aborted); ") != std::string::npos);
    std::ifstream token(host.directory() / "state/admin.token");
    std::string bearer;
    token >> bearer;
    RawClient client(host.admin_port());
    client.send("GET /api/v1/plugins HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + bearer +
                "\r\nConnection: close\r\n\r\n");
    const auto answer = client.response();
    CHECK_MESSAGE(answer.body.find("\"last_end\":\"was ended by signal 6 (Aborted)\"") != std::string::npos,
                  answer.body);
    CHECK(answer.body.find("\"restarts\":1") != std::string::npos);
    CHECK(host.stop() == 0);
}

TEST_CASE("isolation: the signal and the last lines of a process that died stand in status and log") {
    for (const std::string level : {"info", "warning"}) {
        CAPTURE(level);
        IsolatedHost host("log.level = " + level + "\nroute.everything.retry.attempts = 1\n");
        REQUIRE_MESSAGE(host.start(), host.log());
        CHECK(host.tell("complain-and-crash") == 204);
        REQUIRE(wait_until([&] { return host.logged("is a dead letter"); }));
        CHECK(wait_until([&] { return host.runner() != 0; }));
        CHECK(host.logged("was ended by signal 6 (Aborted); it was handling event complain-and-crash"));
        CHECK(host.logged("[obedient] prints: this is the end") == (level == "info"));
        CHECK(host.logged("plugin obedient: before that: this is the end") == (level == "warning"));
        const auto status = host.turnout({"status"}).output;
        CHECK_MESSAGE(status.find("  the last one was ended by signal 6 (Aborted); its last lines:\n") !=
                          std::string::npos,
                      status);
        CHECK(status.find("\n    this is the end\n") != std::string::npos);
        const auto json = host.turnout({"status", "--json"}).output;
        CHECK_MESSAGE(json.find("was ended by signal 6 (Aborted)") != std::string::npos, json);
        CHECK(json.find("\"this is the end\"") != std::string::npos);
        CHECK(host.handles("fine"));
        const auto next = host.runner();
        REQUIRE(next != 0);
        ::kill(next, SIGKILL);
        // What the one before had said is not told of this one.
        CHECK(wait_until([&] {
            return host.turnout({"status"}).output.find("was ended by signal 9 (Killed); it said nothing\n") !=
                   std::string::npos;
        }));
        CHECK(host.stop() == 0);
    }
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool limits_memory = false; // the sanitizers' own maps are larger than any limit
#else
constexpr bool limits_memory = true;
#endif

TEST_CASE("isolation: limits hold") {
    IsolatedHost host(std::string{limits_memory ? "plugin.obedient.limits.memory = 2g\n" : ""} +
                      "plugin.obedient.limits.files = 32\nplugin.obedient.limits.cpu = 1h\n");
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.handles("one"));
    const auto limits = file_of(host.runner(), "limits");
    const auto line = [&](const std::string& name) {
        const auto at = limits.find(name);
        return at == std::string::npos ? std::string{} : limits.substr(at, limits.find('\n', at) - at);
    };
    CHECK(line("Max open files").find(" 32 ") != std::string::npos);
    CHECK((line("Max address space").find(" 2147483648 ") != std::string::npos) == limits_memory);
    CHECK(line("Max cpu time").find(" 3600 ") != std::string::npos);
    CHECK(host.stop() == 0);
}

TEST_CASE("isolation: with seccomp the plugin starts no program and signals nobody, and handles as before") {
    for (const bool filtered : {false, true}) {
        CAPTURE(filtered);
        IsolatedHost host(filtered ? "plugin.obedient.isolation.seccomp = true\n" : "");
        REQUIRE_MESSAGE(host.start(), host.log());
        CHECK(host.tell("run-a-program") == 204);
        CHECK(host.tell("signal-the-host") == 204);
        CHECK(host.handles("fine"));
        CHECK(host.tell("defer") == 204);
        CHECK(host.wait_for_note("end defer 1"));
        const auto refused = [&](const std::string& id) {
            return host.logged("event " + id +
                               " (channel.follow) is a dead letter after 1 attempts: reject: Operation not permitted");
        };
        if (filtered) CHECK(wait_until([&] { return refused("run-a-program") && refused("signal-the-host"); }));
        CHECK(host.stop() == 0);
        CHECK(refused("run-a-program") == filtered);
        CHECK(refused("signal-the-host") == filtered);
    }
}

TEST_CASE("isolation: the plugin's process is another user's, if the host may choose" *
          doctest::skip(::geteuid() != 0)) {
    IsolatedHost host("plugin.obedient.isolation.user = nobody\n");
    std::ofstream(host.notes()).flush();
    std::filesystem::permissions(host.notes(), std::filesystem::perms::all);
    std::filesystem::permissions(host.directory() / ".", std::filesystem::perms::others_exec,
                                 std::filesystem::perm_options::add);
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.handles("one"));
    const auto status = file_of(host.runner(), "status");
    CHECK(status.find("Uid:\t65534\t65534\t65534\t65534") != std::string::npos);
    CHECK(host.stop() == 0);
}
