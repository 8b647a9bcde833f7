#include "core/app/reload/change_watch.hpp"

#include "tests/support/temporary_directory.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

using namespace std::chrono_literals;
using turnout::app::ChangeWatch;
using turnout::app::ChangeWatchOptions;
using turnout::app::Watched;
using turnout::test::TemporaryDirectory;
using turnout::test::wait_until;
namespace fs = std::filesystem;

namespace {

/// The kernel tells: a poll would come too late for any test.
constexpr ChangeWatchOptions told{.settle = 5ms, .longest = 5s, .poll = 1h};
/// The kernel is not asked.
constexpr ChangeWatchOptions polled{.settle = 2ms, .longest = 5s, .poll = 5ms, .inotify = false};

/// A watch that counts its reports, and remembers what a file held at the last one.
class Watching {
public:
    explicit Watching(const std::vector<Watched>& things, ChangeWatchOptions options = told, fs::path read = {})
        : read_(std::move(read)),
          watch_(std::make_unique<ChangeWatch>([this] { report(); }, logger_, options)) {
        watch_->watch(things);
    }

    ChangeWatch& watch() { return *watch_; }

    int reports() const { return reports_; }

    bool reported(int number) const {
        return wait_until([&] { return reports_ >= number; });
    }

    /// Whether a report finds this in the file; nothing: that it is empty or gone.
    bool found(const std::string& content) const {
        return wait_until([&] {
            const std::lock_guard lock(mutex_);
            return reports_ >= 1 && content_ == content;
        });
    }

    /// Ends the watch; what was logged by it.
    std::string end() {
        watch_.reset();
        return log_.str();
    }

private:
    void report() {
        {
            const std::lock_guard lock(mutex_);
            std::ostringstream text;
            if (const std::ifstream file(read_); file) text << file.rdbuf();
            content_ = text.str();
        }
        ++reports_;
    }

    std::ostringstream log_;
    std::shared_ptr<spdlog::logger> logger_ =
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log_));
    fs::path read_;
    std::atomic<int> reports_ = 0;
    mutable std::mutex mutex_;
    std::string content_;
    std::unique_ptr<ChangeWatch> watch_;
};

/// Writes it beside and renames it over, so that there is one change, whenever somebody looks.
void put(const fs::path& file, const std::string& text) {
    const auto beside = file.parent_path() / ".beside";
    std::ofstream(beside) << text;
    fs::rename(beside, file);
}

/// As Kubernetes does: a new directory, a new link beside the old one, one rename.
void swap_data(const fs::path& mount, const std::string& version, const std::string& text) {
    fs::create_directory(mount / version);
    std::ofstream(mount / version / "a.properties") << text;
    fs::create_directory_symlink(version, mount / "..data_tmp");
    fs::rename(mount / "..data_tmp", mount / "..data");
}

} // namespace

TEST_CASE("a file that is rewritten in place is reported") {
    for (const auto& options : {told, polled}) {
        const TemporaryDirectory top;
        const auto file = top.write("turnout.properties", "one");
        Watching watching({Watched::file(file)}, options, file);
        top.write("turnout.properties", "other");
        REQUIRE(watching.reported(1));
        CHECK(watching.found("other"));
        CHECK(watching.end().find(file.string() + " has changed") != std::string::npos);
    }
}

TEST_CASE("a file that is written beside and renamed over is reported") {
    for (const auto& options : {told, polled}) {
        const TemporaryDirectory top;
        const auto file = top.write("turnout.properties", "one");
        Watching watching({Watched::file(file)}, options, file);
        put(file, "two");
        CHECK(watching.found("two"));
    }
}

TEST_CASE("what is added to a directory and taken away is reported") {
    for (const auto& options : {told, polled}) {
        const TemporaryDirectory top;
        fs::create_directory(top / "plugins");
        const auto library = top / "plugins/a.so";
        Watching watching({Watched::directory(top / "plugins", ".so")}, options, library);
        put(library, "code");
        REQUIRE(watching.found("code"));
        fs::remove(library);
        CHECK(watching.found(""));
    }
}

TEST_CASE("a new file is not reported before it is closed") {
    const TemporaryDirectory top;
    const auto main = top.write("turnout.properties", "one");
    const auto plugins = top / "plugins";
    fs::create_directory(plugins);
    Watching watching({Watched::file(main), Watched::directory(plugins, ".so")});

    std::ofstream library(plugins / "a.so");
    library << "all of it" << std::flush;
    top.write("turnout.properties", "two");
    REQUIRE(watching.reported(1));
    top.write("turnout.properties", "three");
    REQUIRE(watching.reported(2));
    // Had one of those two reports been of the library as well, as it is now, nothing were left to report.
    library.close();
    REQUIRE(watching.reported(3));
    const auto log = watching.end();
    CHECK(log.find(main.string() + " has changed") != std::string::npos);
    CHECK(log.find("more have changed") == std::string::npos);
    CHECK(log.find("a.so has changed") != std::string::npos);
}

TEST_CASE("a file that is removed and made anew is not reported between") {
    const TemporaryDirectory top;
    const auto main = top.write("turnout.properties", "one");
    const auto library = top.write("plugins/a.so", "old");
    Watching watching({Watched::file(main), Watched::directory(top / "plugins", ".so")});
    fs::remove(library);
    std::ofstream anew(library);
    anew << "new" << std::flush;
    top.write("turnout.properties", "two");
    // The removal may have settled before the file was made anew: then it is a report of its own.
    REQUIRE(wait_until([&] { return watching.reports() >= 1; }));
    const int before = watching.reports();
    anew.close();
    REQUIRE(watching.reported(before + 1));
    CHECK(watching.end().find("a.so has changed") != std::string::npos);
}

TEST_CASE("a new file that is never closed is reported when polls find it unchanged") {
    const TemporaryDirectory top;
    Watching watching({Watched::directory(top.path(), ".so")}, {.settle = 2ms, .longest = 5s, .poll = 20ms});
    std::ofstream library(top / "a.so");
    library << "code" << std::flush;
    CHECK(watching.reported(1));
}

TEST_CASE("a second name for a file is reported though nothing is closed") {
    const TemporaryDirectory top;
    const auto first = top.write("elsewhere/a", "code");
    fs::create_directory(top / "plugins");
    Watching watching({Watched::directory(top / "plugins", ".so")});
    fs::create_hard_link(first, top / "plugins/a.so");
    CHECK(watching.reported(1));
}

TEST_CASE("a swapped ..data directory is reported, time after time") {
    for (const auto& options : {told, polled}) {
        const TemporaryDirectory top;
        swap_data(top.path(), "..2026_11_28", "old");
        fs::create_directory(top / "conf.d");
        // As a directory that is mounted, and as one whose files are links.
        fs::create_symlink("..data/a.properties", top / "a.properties");
        fs::create_symlink("../..data/a.properties", top / "conf.d/b.properties");
        Watching mounted({Watched::directory(top.path(), ".properties")}, options, top / "a.properties");
        Watching linked({Watched::directory(top / "conf.d", ".properties")}, options);
        Watching file({Watched::file(top / "conf.d/b.properties")}, options);
        for (int swap = 1; swap <= 3; ++swap) {
            swap_data(top.path(), "..2026_11_29_" + std::to_string(swap), "new " + std::to_string(swap));
            CHECK(mounted.reported(swap));
            CHECK(linked.reported(swap));
            CHECK(file.reported(swap));
            CHECK(mounted.found("new " + std::to_string(swap)));
        }
    }
}

TEST_CASE("a file is noticed behind a link to its directory, and in the directory that the link leads to next") {
    const TemporaryDirectory top;
    top.write("one/a.properties", "1");
    top.write("two/a.properties", "2");
    fs::create_directory_symlink(top / "one", top / "conf.d");
    Watching watching({Watched::directory(top / "conf.d", ".properties")});
    top.write("one/a.properties", "changed");
    REQUIRE(watching.reported(1));
    fs::create_directory_symlink("two", top / "next");
    fs::rename(top / "next", top / "conf.d");
    REQUIRE(watching.reported(2));
    top.write("two/a.properties", "changed");
    REQUIRE(watching.reported(3));
}

TEST_CASE("a directory is noticed when it goes, comes again and changes then") {
    for (const auto& options : {told, polled}) {
        const TemporaryDirectory top;
        const auto file = top.write("conf.d/a.properties", "1");
        Watching watching({Watched::directory(top / "conf.d", ".properties")}, options, file);
        fs::remove_all(top / "conf.d");
        REQUIRE(watching.found(""));
        top.write("conf.d/a.properties", "2");
        REQUIRE(watching.found("2"));
        top.write("conf.d/a.properties", "3");
        CHECK(watching.found("3"));
    }
}

TEST_CASE("a directory further up that is replaced is noticed") {
    const TemporaryDirectory top;
    const auto file = top.write("etc/turnout/turnout.properties", "old");
    top.write("next/turnout/turnout.properties", "new");
    Watching watching({Watched::file(file)}, told, file);
    fs::rename(top / "etc", top / "former");
    fs::rename(top / "next", top / "etc");
    REQUIRE(watching.found("new"));
    top.write("etc/turnout/turnout.properties", "newer");
    CHECK(watching.found("newer"));
}

TEST_CASE("a file that does not exist yet is reported when it comes, with its directories") {
    const TemporaryDirectory top;
    Watching watching({Watched::file(top / "a/b/c.properties")}, told, top / "a/b/c.properties");
    top.write("a/b/c.properties", "here");
    CHECK(watching.found("here"));
}

TEST_CASE("other files of the same directory are not reported") {
    for (const auto& options : {told, polled}) {
        const TemporaryDirectory top;
        const auto main = top.write("turnout.properties", "one");
        fs::create_directory(top / "conf.d");
        Watching watching({Watched::file(main), Watched::directory(top / "conf.d", ".properties")}, options);
        Watching others({Watched::file(top / "other"), Watched::directory(top / "conf.d", ".bak")}, options);
        put(top / "other", "x");
        REQUIRE(others.reported(1));
        top.write("conf.d/.hidden.properties", "x");
        put(top / "conf.d/a.properties.bak", "x");
        REQUIRE(others.reported(2));
        put(main, "two");
        REQUIRE(watching.reported(1));
        put(top / "other", "y");
        REQUIRE(others.reported(3));
        CHECK(watching.reports() == 1);
        CHECK(watching.end().find("more have changed") == std::string::npos);
    }
}

TEST_CASE("a file opened for writing and closed without a change is not reported") {
    const TemporaryDirectory top;
    const auto main = top.write("turnout.properties", "one");
    const auto library = top.write("a.so", "code");
    Watching watching({Watched::file(main), Watched::file(library)});
    for (int time = 0; time < 20; ++time) close(open(library.c_str(), O_WRONLY | O_CLOEXEC));
    put(main, "two");
    REQUIRE(watching.reported(1));
    CHECK(watching.reports() == 1);
    CHECK(watching.end().find("a.so") == std::string::npos);
}

TEST_CASE("many writes make few reports, and the last one comes after the last write") {
    for (const auto& options : {ChangeWatchOptions{.settle = 50ms, .longest = 5s, .poll = 1h},
                                ChangeWatchOptions{.settle = 0ms, .longest = 2ms, .poll = 1h}, polled}) {
        const TemporaryDirectory top;
        const auto file = top.write("turnout.properties", "000");
        Watching watching({Watched::file(file)}, options, file);
        for (int number = 100; number < 200; ++number) { // all of one size
            std::fstream(file, std::ios::in | std::ios::out) << number;
        }
        CHECK(watching.found("199"));
        if (options.longest == told.longest) CHECK(watching.reports() <= 100);
    }
}

TEST_CASE("what is never quiet is reported nevertheless") {
    const TemporaryDirectory top;
    const auto file = top.write("turnout.properties", "0");
    Watching watching({Watched::file(file)}, {.settle = 1h, .longest = 30ms, .poll = 1h});
    top.write("turnout.properties", "1");
    CHECK(watching.reported(1));
}

TEST_CASE("watch() replaces what is watched") {
    for (const auto& options : {told, polled}) {
        const TemporaryDirectory top;
        const auto one = top.write("one", "1"), two = top.write("two", "1"), both = top.write("both", "1");
        Watching watching({Watched::file(one), Watched::file(both)}, options);
        watching.watch().watch({Watched::file(two), Watched::file(both)});
        put(one, "changed");
        put(two, "changed");
        REQUIRE(watching.reported(1));
        put(both, "changed");
        REQUIRE(watching.reported(2));
        watching.watch().watch({});
        put(both, "changed again");
        watching.watch().watch({Watched::file(two)});
        put(two, "changed again");
        REQUIRE(watching.reported(3));
        CHECK(watching.reports() == 3);
        const auto log = watching.end();
        CHECK(log.find(one.string()) == std::string::npos);
        CHECK(log.find(both.string()) == log.rfind(both.string()));
        CHECK(log.find(both.string()) < log.rfind(two.string()));
    }
}

TEST_CASE("watch() does not lose a change that is not reported yet") {
    const TemporaryDirectory top;
    const auto file = top.write("turnout.properties", "1");
    Watching watching({Watched::file(file)}, {.settle = 100ms, .longest = 5s, .poll = 1h});
    top.write("turnout.properties", "changed");
    watching.watch().watch({Watched::file(file), Watched::file(top / "further")});
    CHECK(watching.reported(1));
}

TEST_CASE("watch() has what it finds reported, however long the thread would sleep") {
    const TemporaryDirectory top;
    const auto file = top.write("turnout.properties", "1");
    Watching watching({Watched::file(file)}, {.settle = 2ms, .longest = 5s, .poll = 1h, .inotify = false});
    put(file, "changed");
    watching.watch().watch({Watched::file(file)});
    CHECK(watching.reported(1));
}

TEST_CASE("a change while the callback runs is reported, and the callback may call watch()") {
    const TemporaryDirectory top;
    const auto file = top.write("turnout.properties", "1");
    std::atomic<ChangeWatch*> self = nullptr;
    std::atomic<int> reports = 0;
    std::ostringstream log;
    ChangeWatch watch(
        [&] {
            if (reports == 0) {
                top.write("turnout.properties", "three");
                self.load()->watch({Watched::file(file), Watched::directory(top / "conf.d", ".properties")});
            }
            ++reports;
        },
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)), told);
    self = &watch;
    watch.watch({Watched::file(file)});
    top.write("turnout.properties", "twice");
    REQUIRE(wait_until([&] { return reports >= 2; }));
    const int before = reports;
    top.write("conf.d/a.properties", "new");
    CHECK(wait_until([&] { return reports > before; }));
}

TEST_CASE("paths may be relative and wind their way") {
    const TemporaryDirectory top;
    top.write("a/x.properties", "1");
    fs::create_directory(top / "b");
    const auto winding = fs::relative(top.path()) / "b/.././a//x.properties";
    Watching watching({Watched::file(winding)});
    top.write("a/x.properties", "changed");
    CHECK(watching.reported(1));
}

TEST_CASE("no call comes after the destructor, whatever goes on") {
    const TemporaryDirectory top;
    const auto file = top.write("turnout.properties", "0");
    std::atomic<bool> enough = false;
    std::thread writer([&] {
        for (int number = 0; !enough; ++number) {
            top.write("turnout.properties", std::to_string(number));
            top.write("conf.d/a.properties", std::to_string(number));
            fs::remove_all(top / "conf.d");
        }
    });
    std::ostringstream log;
    const auto logger = std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log));
    int reported = 0;
    std::atomic<int> late = 0;
    for (int turn = 0; turn < 30; ++turn) {
        std::atomic<bool> over = false;
        std::atomic<int> reports = 0;
        {
            ChangeWatch watch(
                [&] {
                    ++reports;
                    if (over) ++late;
                },
                logger, {.settle = 0ms, .longest = 1ms, .poll = 3ms, .inotify = turn % 3 != 0});
            watch.watch({Watched::file(file), Watched::directory(top / "conf.d", ".properties")});
            if (turn % 2 == 0 && wait_until([&] { return reports >= 2; })) ++reported;
        }
        over = true;
    }
    enough = true;
    writer.join();
    CHECK(reported == 15);
    CHECK(late == 0);
}

#ifdef __SANITIZE_ADDRESS__
constexpr bool sanitizer_needs_descriptors = true; // UndefinedBehaviorSanitizer looks at memory through a pipe
#else
constexpr bool sanitizer_needs_descriptors = false;
#endif

TEST_CASE("without inotify to be had there is one warning that says what to do, and polls" *
          doctest::skip(sanitizer_needs_descriptors)) {
    const TemporaryDirectory top;
    const auto file = top.write("turnout.properties", "1");
    rlimit former{};
    REQUIRE(getrlimit(RLIMIT_NOFILE, &former) == 0);
    const rlimit low{64, former.rlim_max};
    REQUIRE(setrlimit(RLIMIT_NOFILE, &low) == 0);
    std::vector<int> taken;
    for (int copy = dup(0); copy >= 0; copy = dup(0)) taken.push_back(copy);
    const bool room = !taken.empty();
    if (room) close(std::exchange(taken.back(), -1)); // for the eventfd, none for inotify
    ChangeWatchOptions options = polled;
    options.inotify = true;
    std::optional<Watching> watching;
    if (room) watching.emplace(std::vector<Watched>{}, options);
    for (const int copy : taken)
        if (copy >= 0) close(copy);
    setrlimit(RLIMIT_NOFILE, &former);
    REQUIRE(room);

    watching->watch().watch({Watched::file(file)});
    top.write("turnout.properties", "changed");
    CHECK(watching->reported(1));
    const auto log = watching->end();
    const auto warning = log.find("fs.inotify.max_user_instances");
    CHECK(warning != std::string::npos);
    CHECK(log.find("fs.inotify", warning + 1) == std::string::npos);
}
