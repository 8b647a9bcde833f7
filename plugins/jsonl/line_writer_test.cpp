#include "line_writer.hpp"

#include "tests/support/temporary_directory.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <future>
#include <stdexcept>
#include <string>

namespace fs = std::filesystem;
using jsonl::LineWriter;
using turnout::test::read_file;
using turnout::test::TemporaryDirectory;
using turnout::test::wait_until;

namespace {

/// No file of this process becomes larger than this while it lives: as if the disk were full.
class SmallDisk {
public:
    explicit SmallDisk(rlim_t bytes) {
        ::getrlimit(RLIMIT_FSIZE, &before_);
        former_ = std::signal(SIGXFSZ, SIG_IGN);
        rlimit small = before_;
        small.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &small);
    }

    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    ~SmallDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, former_);
    }

private:
    rlimit before_{};
    void (*former_)(int) = SIG_DFL;
};

} // namespace

TEST_CASE("old files are renamed in turn, and no more are kept than asked for") {
    const TemporaryDirectory directory;
    const auto path = directory / "log";
    LineWriter writer{{path, true, 5, 2}, [](const std::string&) {}};
    for (const char* line : {"one\n", "two\n", "three\n", "4\n", "5\n"}) writer.write(line);
    CHECK(read_file(path) == "4\n5\n");
    CHECK(read_file(directory / "log.1") == "three\n"); // longer than the limit: a file of its own
    CHECK(read_file(directory / "log.2") == "two\n");
    CHECK(!fs::exists(directory / "log.3"));
}

TEST_CASE("a line that does not fit is taken back, and written when there is room") {
    const TemporaryDirectory directory;
    const auto path = directory / "log";
    LineWriter writer{{path, true, 0, 5}, [](const std::string&) {}};
    writer.write("first\n");
    {
        const SmallDisk full{10};
        CHECK_THROWS_WITH_AS(writer.write("second\n"), ("cannot write " + path.string() + ": File too large").c_str(),
                             std::runtime_error);
    }
    CHECK(read_file(path) == "first\n");
    writer.write("second\n");
    CHECK(read_file(path) == "first\nsecond\n");
}

TEST_CASE("closing and writing again is allowed") {
    const TemporaryDirectory directory;
    LineWriter writer{{directory / "log", false, 0, 5}, [](const std::string&) {}};
    writer.write("a\n");
    writer.close();
    writer.write("b\n");
    CHECK(read_file(directory / "log") == "a\nb\n");
}

TEST_CASE("a sync that fails fails every line of its file that is not durable, and later lines go on") {
    const TemporaryDirectory directory;
    const auto path = directory / "log";
    std::atomic<bool> entered{false}, released{false};
    std::atomic<int> syncs{0};
    const auto sync = [&](const jsonl::AppendFile&) {
        if (++syncs != 1) return;
        entered = true;
        wait_until([&] { return released.load(); });
        throw std::runtime_error("the disk is broken");
    };
    LineWriter writer{{path, true, 0, 5, sync}, [](const std::string&) {}};
    const auto failure_of = [&](const char* line) {
        return std::async(std::launch::async, [&writer, line] {
            try {
                writer.write(line);
            } catch (const std::runtime_error& error) {
                return std::string{error.what()};
            }
            return std::string{};
        });
    };
    auto first = failure_of("1\n");
    REQUIRE(wait_until([&] { return entered.load(); }));
    auto second = failure_of("2\n");
    REQUIRE(wait_until([&] { return read_file(path) == "1\n2\n"; }));
    released = true;
    CHECK(first.get() == "the disk is broken");
    CHECK(second.get() == "the disk is broken");
    writer.write("3\n");
    CHECK(syncs == 2);
}

TEST_CASE("a sync that fails while rotating keeps nothing of the file it lost") {
    const TemporaryDirectory directory;
    bool broken = false;
    const auto sync = [&](const jsonl::AppendFile&) {
        if (broken) throw std::runtime_error("the disk is broken");
    };
    LineWriter writer{{directory / "log", true, 5, 5, sync}, [](const std::string&) {}};
    writer.write("one\n");
    broken = true;
    CHECK_THROWS_WITH_AS(writer.write("two\n"), "the disk is broken", std::runtime_error);
    broken = false;
    writer.write("two\n");
    CHECK(read_file(directory / "log") == "two\n");
    CHECK(read_file(directory / "log.1") == "one\n");
}
