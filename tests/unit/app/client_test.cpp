// What the verbs share that ask a host: tables, questions, finding the host.
#include "core/app/client/admin_client.hpp"
#include "core/app/client/confirmation.hpp"
#include "core/app/client/selectors.hpp"
#include "core/app/client/table.hpp"
#include "tests/support/raw_client.hpp"
#include "tests/support/temporary_directory.hpp"

#include <Poco/Net/ServerSocket.h>
#include <doctest/doctest.h>

#include <functional>
#include <sstream>

namespace turnout::app {
namespace {

struct Said {
    std::ostringstream out, error;

    Streams streams() { return {out, error}; }
};

Arguments words(const std::vector<std::string>& given) {
    static const std::vector<Option> options{yes_option};
    return Arguments::read(given, {options, 0, 0});
}

} // namespace

TEST_CASE("a table is as wide as its texts, with numbers to the right") {
    Table table({{"NAME"}, {"COUNT", true}, {"END"}});
    table.add({"a\xC3\xA4", "7", "x"});
    table.add({"longer", "1234567", ""});
    std::ostringstream out;
    table.print(out);
    CHECK(out.str() == "NAME      COUNT  END\na\xC3\xA4            7  x\nlonger  1234567  \n");
}

TEST_CASE("what came from outside cannot steer the terminal") {
    CHECK(printable("plain \xC3\xA4 text") == "plain \xC3\xA4 text");
    CHECK(printable("\x1b[2J\n\x7f") == "\\x1b[2J\\x0a\\x7f");
    CHECK(printable("\xC2\x9b"
                    "2J") == "\\x9b2J");
    CHECK(printable("\xff") == "\\xff");
}

TEST_CASE("much is done only after a yes, or with --yes") {
    Said said;
    std::istringstream yes("yes\n"), no("\n"), end("");
    CHECK(confirmed(words({"--yes"}), "Drop 2?", said.streams(), {end, false}));
    CHECK(said.error.str().empty());
    CHECK(confirmed(words({}), "Drop 2?", said.streams(), {yes, true}));
    CHECK(said.error.str() == "Drop 2? [y/N] ");
    CHECK_FALSE(confirmed(words({}), "Drop 2?", said.streams(), {no, true}));
    CHECK_FALSE(confirmed(words({}), "Drop 2?", said.streams(), {end, true}));
    CHECK_THROWS_WITH(confirmed(words({}), "Drop 2?", said.streams(), {yes, false}),
                      doctest::Contains("give --yes to do it"));
}

TEST_CASE("a host that is not there is told with its address and what to do") {
    config::Config config;
    config.admin.token = config::Secret("configured-configured");
    config.admin.address.port = test::free_port();
    AdminClient client(config, std::chrono::seconds(5));
    const auto url = "no host listens at http://127.0.0.1:" + std::to_string(config.admin.address.port);
    CHECK_THROWS_WITH_AS(client.get("/status"), doctest::Contains(url.c_str()), std::runtime_error);
    config.admin.address.port = 0;
    CHECK_THROWS_WITH(AdminClient(config, std::chrono::seconds(5)), doctest::Contains("set a fixed port"));
}

TEST_CASE("what a host does not answer in time goes on there, which is told if it changes something") {
    Poco::Net::ServerSocket silent(Poco::Net::SocketAddress("127.0.0.1", 0)); // connections wait, nobody takes them
    config::Config config;
    config.admin.token = config::Secret("configured-configured");
    config.admin.address = {"127.0.0.1", silent.address().port()};
    AdminClient client(config, std::chrono::seconds(1));
    Poco::JSON::Object all, dry;
    all.set("all", true);
    dry.set("all", true).set("dry_run", true);
    CHECK_THROWS_WITH(client.post("/dead/replay", all), doctest::Contains("within 1 s: the host goes on with it"));
    CHECK_THROWS_WITH(client.remove("/routes/r"), doctest::Contains("turnout routes list"));
    for (const auto& ask :
         {std::function([&] { client.get("/status"); }), std::function([&] { client.post("/dead/replay", dry); })}) {
        try {
            ask();
            FAIL("nobody can have answered");
        } catch (const std::runtime_error& error) {
            CHECK(std::string(error.what()).find("no answer from") == 0);
            CHECK(std::string(error.what()).find("goes on") == std::string::npos);
        }
    }
}

TEST_CASE("a time is an age or RFC 3339") {
    const eventsub::Time now{std::chrono::sys_days(std::chrono::year(2026) / 3 / 14)};
    CHECK(time_meant("10m", now, "since") == "2026-03-13T23:50:00.000000000Z");
    CHECK(time_meant("7d", now, "since") == "2026-03-07T00:00:00.000000000Z");
    CHECK(time_meant("2026-01-31T12:00:00+02:00", now, "until") == "2026-01-31T10:00:00.000000000Z");
    for (const char* bad : {"", "yesterday", "10", "-10m", "2026-01-31"})
        CHECK_THROWS_WITH_AS(time_meant(bad, now, "until"), doctest::Contains("--until takes an age such as 10m"),
                             UsageError);
}

TEST_CASE("parts of a path are encoded") {
    CHECK(path_part("a/b?c=d&e f") == "a%2Fb%3Fc%3Dd%26e%20f");
    CHECK(path_part("befa7b53-d79d-478f-86b9-120f112b044e") == "befa7b53-d79d-478f-86b9-120f112b044e");
}

} // namespace turnout::app
