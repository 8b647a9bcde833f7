#include "core/app/reload/directory_notices.hpp"

#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/null_sink.h>

#include <fstream>

using turnout::app::DirectoryNotices;
using turnout::app::is_member;
using turnout::test::TemporaryDirectory;
namespace fs = std::filesystem;

// The kernel has queued an event before the call that caused it returns: nothing is to be waited for here.

namespace {

struct Notices {
    TemporaryDirectory top;
    DirectoryNotices notices{true,
                             std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>())};
    DirectoryNotices::Place place;

    Notices() { ask(); }

    void ask() {
        notices.begin();
        place = notices.watch_name(top.path(), "main");
        notices.watch_suffix(top.path(), ".so");
        notices.end();
        REQUIRE(place.directory >= 0);
        notices.drain();
    }

    DirectoryNotices::Place at(const std::string& name) const { return {place.directory, name}; }
};

} // namespace

TEST_CASE("members end with the suffix and are not hidden") {
    CHECK(is_member("a.so", ".so"));
    CHECK_FALSE(is_member("a.so.tmp", ".so"));
    CHECK_FALSE(is_member(".a.so", ".so"));
    CHECK_FALSE(is_member(".so", ".so"));
    CHECK_FALSE(is_member("a", ".so"));
}

TEST_CASE("only names that were asked for are noticed") {
    Notices test;
    test.top.write("other", "x");
    fs::remove(test.top / "other");
    test.top.write(".hidden.so", "x");
    CHECK_FALSE(test.notices.drain());
    test.top.write("main", "x");
    CHECK(test.notices.drain());
    test.top.write("a.so", "x");
    CHECK(test.notices.drain());
    CHECK_FALSE(test.notices.drain());
}

TEST_CASE("a file that is made is unfinished until it is closed") {
    Notices test;
    std::ofstream file(test.top / "a.so");
    file << "x" << std::flush;
    CHECK_FALSE(test.notices.drain());
    CHECK(test.notices.unfinished(test.at("a.so")));
    file.close();
    CHECK(test.notices.drain());
    CHECK_FALSE(test.notices.unfinished(test.at("a.so")));
}

TEST_CASE("an unfinished file that is removed or renamed is unfinished no more") {
    Notices test;
    const std::ofstream file(test.top / "a.so"), other(test.top / "b.so");
    CHECK_FALSE(test.notices.drain());
    fs::remove(test.top / "a.so");
    fs::rename(test.top / "b.so", test.top / "c.so");
    CHECK(test.notices.drain());
    for (const auto* name : {"a.so", "b.so", "c.so"}) CHECK_FALSE(test.notices.unfinished(test.at(name)));
}

TEST_CASE("an unfinished file that does not change from one age() to the next is finished") {
    Notices test;
    std::ofstream file(test.top / "a.so");
    CHECK_FALSE(test.notices.drain());
    test.notices.age();
    CHECK(test.notices.unfinished(test.at("a.so")));
    file << "more" << std::flush;
    test.notices.age();
    CHECK(test.notices.unfinished(test.at("a.so")));
    test.notices.age();
    CHECK_FALSE(test.notices.unfinished(test.at("a.so")));
}

TEST_CASE("links, directories and further names are complete when they are made") {
    Notices test;
    test.top.write("x", "x");
    fs::create_symlink("x", test.top / "a.so");
    CHECK(test.notices.drain());
    fs::create_directory(test.top / "b.so");
    CHECK(test.notices.drain());
    fs::create_hard_link(test.top / "x", test.top / "c.so");
    CHECK(test.notices.drain());
    for (const auto* name : {"a.so", "b.so", "c.so"}) CHECK_FALSE(test.notices.unfinished(test.at(name)));
}

TEST_CASE("a directory that goes is noticed, and so is the one in its place once it is asked for") {
    Notices test;
    fs::rename(test.top.path(), test.top.path().string() + "-former");
    CHECK(test.notices.drain());
    fs::remove_all(test.top.path().string() + "-former");
    CHECK(test.notices.drain());
    fs::create_directory(test.top.path());
    test.ask();
    test.top.write("main", "x");
    CHECK(test.notices.drain());
}

TEST_CASE("what is asked for no more is not noticed") {
    Notices test;
    test.notices.begin();
    test.notices.watch_suffix(test.top.path(), ".so");
    test.notices.end();
    test.top.write("main", "x");
    CHECK_FALSE(test.notices.drain());
    test.notices.begin();
    test.notices.end();
    test.notices.drain();
    test.top.write("a.so", "x");
    pollfd waiting{test.notices.descriptor(), POLLIN, 0};
    CHECK(poll(&waiting, 1, 0) == 0); // the kernel was told, too
}

TEST_CASE("more events than the kernel keeps are a change, and nothing stays unfinished") {
    Notices test;
    std::ifstream limit("/proc/sys/fs/inotify/max_queued_events");
    unsigned most = 0;
    limit >> most;
    REQUIRE(most > 0);
    const std::ofstream file(test.top / "a.so");
    CHECK_FALSE(test.notices.drain());
    const auto one = test.top / "other-1", two = test.top / "other-2"; // different ones: equal events are put together
    test.top.write("other-1", "x");
    for (unsigned events = 0; events <= most; events += 2) {
        fs::rename(one, two);
        fs::rename(two, one);
    }
    CHECK(test.notices.drain());
    CHECK_FALSE(test.notices.unfinished(test.at("a.so")));
}

TEST_CASE("without inotify nothing is noticed") {
    const TemporaryDirectory top;
    DirectoryNotices notices(false, nullptr);
    CHECK(notices.descriptor() == -1);
    CHECK(notices.watch_name(top.path(), "main").directory == -1);
    top.write("main", "x");
    CHECK_FALSE(notices.drain());
}
