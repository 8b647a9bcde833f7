#include "line_writer.hpp"

#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <string>

namespace fs = std::filesystem;
using jsonl::LineWriter;
using turnout::test::read_file;
using turnout::test::TemporaryDirectory;

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
