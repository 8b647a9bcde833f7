#include "core/plugin/source.hpp"

#include "core/plugin/error.hpp"
#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>

namespace fs = std::filesystem;
using turnout::plugins::open_source;
using turnout::plugins::PluginError;
using turnout::test::TemporaryDirectory;

namespace {

struct Place {
    TemporaryDirectory directory;
    fs::path plugins = directory / "plugins";

    Place() {
        directory.write("plugins/a.so", "the code");
        directory.write("elsewhere/b.so", "other code");
    }

    std::string text(const fs::path& library) const {
        const auto source = open_source(plugins, library);
        std::array<char, 100> buffer{};
        const auto size = ::read(source.file.get(), buffer.data(), buffer.size());
        return {buffer.data(), static_cast<std::size_t>(size)};
    }

    std::string refusal(const fs::path& library) const {
        try {
            static_cast<void>(open_source(plugins, library));
        } catch (const PluginError& error) {
            return error.what();
        }
        return {};
    }
};

bool contains(const std::string& text, const std::string& part) {
    CAPTURE(text);
    CHECK(text.find(part) != std::string::npos);
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a file and a link within the directory are opened") {
    const Place place;
    CHECK(place.text("a.so") == "the code");
    fs::create_symlink("a.so", place.plugins / "link.so");
    CHECK(place.text("link.so") == "the code");
    // As Kubernetes mounts files: a.so -> ..data/a.so, ..data -> ..2026
    place.directory.write("plugins/..2026/k.so", "mounted");
    fs::create_symlink("..2026", place.plugins / "..data");
    fs::create_symlink("..data/k.so", place.plugins / "k.so");
    CHECK(place.text("k.so") == "mounted");
}

TEST_CASE("nothing outside of the directory is opened") {
    const Place place;
    fs::create_symlink("../elsewhere/b.so", place.plugins / "relative.so");
    fs::create_symlink(place.directory / "elsewhere" / "b.so", place.plugins / "absolute.so");
    fs::create_symlink("../elsewhere", place.plugins / "folder");
    for (const fs::path& library : {fs::path{"../elsewhere/b.so"}, fs::path{"relative.so"}, fs::path{"absolute.so"},
                                    fs::path{"folder/b.so"}, place.directory / "elsewhere" / "b.so"}) {
        CHECK(contains(place.refusal(library), "it leads out of plugins.directory"));
    }
}

TEST_CASE("what is no regular file is refused, without waiting for it") {
    const Place place;
    REQUIRE(::mkfifo((place.plugins / "pipe.so").c_str(), 0600) == 0);
    CHECK(contains(place.refusal("pipe.so"), "it is no regular file"));
    fs::create_directory(place.plugins / "folder.so");
    CHECK(contains(place.refusal("folder.so"), "it is a directory; name the .so file itself"));
    fs::create_symlink("nowhere", place.plugins / "dangling.so");
    CHECK(contains(place.refusal("dangling.so"), "it is a link to nowhere"));
    CHECK(contains(place.refusal("absent.so"), "there is no such file"));
    fs::create_symlink("loop.so", place.plugins / "loop.so");
    CHECK(contains(place.refusal("loop.so"), "cannot be opened: Too many levels of symbolic links"));
}

TEST_CASE("what others may write to is refused: the file, the directory, the real directory") {
    const Place place;
    fs::permissions(place.plugins / "a.so", fs::perms::group_write, fs::perm_options::add);
    CHECK(contains(place.refusal("a.so"), "others may write to it; chmod go-w " + (place.plugins / "a.so").string()));
    fs::permissions(place.plugins / "a.so", fs::perms::group_write, fs::perm_options::remove);
    place.directory.write("plugins/open/c.so", "code");
    fs::create_symlink("open/c.so", place.plugins / "c.so");
    fs::permissions(place.plugins / "open", fs::perms::others_write, fs::perm_options::add);
    CHECK(contains(place.refusal("c.so"), "open: others may write to it"));
    CHECK(place.refusal("a.so").empty());
    fs::permissions(place.plugins, fs::perms::others_write, fs::perm_options::add);
    CHECK(contains(place.refusal("a.so"), "others may write to it; chmod go-w " + place.plugins.string()));
}

TEST_CASE("what belongs to another user is refused") {
    if (::geteuid() != 0) return; // only root can give files away
    const Place place;
    REQUIRE(::chown((place.plugins / "a.so").c_str(), 12'345, 12'345) == 0);
    CHECK(contains(place.refusal("a.so"), "it belongs to another user (uid 12345)"));
}

TEST_CASE("a directory that is not there is named") {
    CHECK_THROWS_WITH_AS(static_cast<void>(open_source("/nonexistent/plugins", "a.so")),
                         "/nonexistent/plugins: plugins.directory cannot be opened: No such file or directory",
                         PluginError);
}
