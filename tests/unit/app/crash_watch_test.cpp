// What a host does with the crash of the former run.
#include "core/app/crash_watch.hpp"

#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <filesystem>
#include <memory>
#include <sstream>
#include <string>

using namespace turnout::app;
using turnout::test::TemporaryDirectory;

namespace {

struct Start {
    explicit Start(const std::filesystem::path& directory) : watch(directory, logger) {}

    std::ostringstream text;
    spdlog::logger logger{"host", std::make_shared<spdlog::sinks::ostream_sink_mt>(text)};
    const CrashWatch watch;
};

} // namespace

TEST_CASE("the delivery of a crash is read from its id, and from nothing that is not one") {
    CrashReport report;
    report.delivery = "a/b/17/2"; // a route's name has no slash today
    const auto crash = delivery_of(report);
    REQUIRE(crash);
    CHECK(crash->delivery == turnout::journal::DeliveryKey{"a/b", 17, 2});
    for (const char* bad : {"", "/", "//", "17", "17/0", "a/17/", "a/17/x", "a//0", "a/-1/0", "a/17/0 ",
                            "a/17/4294967296", "a/18446744073709551616/0"}) {
        CAPTURE(bad);
        report.delivery = bad;
        CHECK_FALSE(delivery_of(report));
    }
}

TEST_CASE("the crash of the former run is told at the next start, once") {
    const TemporaryDirectory directory;
    directory.write("crash.txt", "time: 2026-01-31T12:00:00Z\nsignal: SIGSEGV\nplugin: greeter\ncall: handle()\n"
                                 "delivery: all/7/0\nmessage: m7\ntype: channel.follow\nend\n");
    {
        const Start first{directory.path()};
        REQUIRE(first.watch.last());
        CHECK(first.watch.last()->plugin == "greeter");
        REQUIRE(first.watch.last_delivery());
        CHECK(first.watch.last_delivery()->delivery == turnout::journal::DeliveryKey{"all", 7, 0});
        CHECK(first.text.str().find("[error] the former run has crashed: SIGSEGV in plugin greeter") !=
              std::string::npos);
        CHECK(std::filesystem::exists(directory / "crash.txt") == CrashHandler::supported); // ready for the next one
        CHECK(std::filesystem::exists(directory / "crash-last.txt"));
    }
    CHECK_FALSE(std::filesystem::exists(directory / "crash.txt"));
    const Start second{directory.path()};
    CHECK_FALSE(second.watch.last());
    CHECK_FALSE(second.watch.last_delivery());
    CHECK(second.text.str().empty());
}

TEST_CASE("a host starts although the report of a crash cannot be read or written") {
    const TemporaryDirectory directory;
    std::filesystem::create_directory(directory / "crash.txt");
    const Start start{directory.path()};
    CHECK_FALSE(start.watch.last());
    CHECK(start.text.str().find("what a crash of the former run may have left cannot be read") != std::string::npos);
    if (CrashHandler::supported)
        CHECK(start.text.str().find("a crash would be told on the standard error only") != std::string::npos);
}
