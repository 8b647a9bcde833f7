#include "core/app/reload/fingerprint.hpp"

#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cerrno>

using turnout::app::DirectoryNotices;
using turnout::app::Fingerprint;
using turnout::app::look_at;
using turnout::app::Watched;
using turnout::test::TemporaryDirectory;
namespace fs = std::filesystem;

namespace {

Fingerprint print_of(const Watched& watched) {
    DirectoryNotices none(false, nullptr);
    auto print = look_at(watched, none);
    REQUIRE(print.has_value());
    return std::move(*print);
}

int error_of(const fs::path& file) {
    const auto print = print_of(Watched::file(file));
    REQUIRE(print.size() == 1);
    return print.at(file.string()).state.error;
}

} // namespace

TEST_CASE("a fingerprint differs when a file was written, replaced, moved away or made accessible") {
    const TemporaryDirectory top;
    const auto file = top.write("a", "1");
    const auto first = print_of(Watched::file(file));
    CHECK(print_of(Watched::file(file)) == first);
    top.write("b", "1");
    fs::rename(top / "b", file);
    const auto replaced = print_of(Watched::file(file));
    CHECK_FALSE(replaced == first);
    top.write("a", "longer");
    const auto written = print_of(Watched::file(file));
    CHECK_FALSE(written == replaced);
    fs::remove(file);
    CHECK_FALSE(print_of(Watched::file(file)) == written);
}

TEST_CASE("a directory's fingerprint holds its members and whether it can be read") {
    const TemporaryDirectory top;
    const auto directory = top / "plugins";
    const auto watched = Watched::directory(directory, ".so");
    const auto gone = print_of(watched);
    REQUIRE(gone.size() == 1);
    CHECK(gone.at((directory / "").string()).state.error == ENOENT);

    top.write("plugins/a.so", "x");
    top.write("plugins/.b.so", "x");
    top.write("plugins/c.txt", "x");
    const auto one = print_of(watched);
    REQUIRE(one.size() == 2);
    CHECK(one.at((directory / "").string()).state.error == 0);
    CHECK(one.at((directory / "a.so").string()).state.size == 1);
    top.write("plugins/d.txt", "x");
    CHECK(print_of(watched) == one);

    CHECK(print_of(Watched::directory(directory / "a.so", ".so")).begin()->second.state.error == ENOTDIR);
    if (geteuid() == 0) return; // may read everything
    fs::permissions(directory, fs::perms::none);
    CHECK(print_of(watched).begin()->second.state.error == EACCES);
}

TEST_CASE("links are followed as the kernel follows them") {
    const TemporaryDirectory top;
    top.write("real/deep/a", "text");
    fs::create_directory_symlink("real/deep", top / "relative");
    fs::create_directory_symlink(top / "relative", top / "absolute");
    fs::create_symlink("../real/deep/../deep/a", top / "real/up"); // "..": of the directory that really holds the link
    fs::create_symlink("../a", top / "real/deep/wrong");
    fs::create_symlink("loop", top / "loop");

    const auto real = print_of(Watched::file(top / "real/deep/a")).begin()->second;
    CHECK(real.state.size == 4);
    for (const auto* name : {"relative/a", "absolute/a", "real/up", "absolute/../up", "./real//deep/./a"}) {
        CAPTURE(name);
        CHECK(print_of(Watched::file(top / name)).begin()->second == real);
    }
    CHECK(error_of(top / "absolute/wrong") == ENOENT);
    CHECK(error_of(top / "loop") == ELOOP);
    CHECK(error_of(top / "real/deep/a/b") == ENOTDIR);
    CHECK(error_of(top / "none/b") == ENOENT);
}
