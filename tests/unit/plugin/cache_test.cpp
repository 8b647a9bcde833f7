#include "core/plugin/cache.hpp"

#include "core/plugin/error.hpp"
#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <spdlog/sinks/null_sink.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>
#include <set>

namespace fs = std::filesystem;
using turnout::plugins::Cache;
using turnout::plugins::open_source;
using turnout::plugins::PluginError;
using turnout::test::read_file;
using turnout::test::TemporaryDirectory;

namespace {

struct Place {
    TemporaryDirectory directory;
    fs::path plugins = directory / "plugins";
    fs::path cache = directory / "state" / "plugins";
    std::shared_ptr<spdlog::logger> logger =
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::null_sink_mt>());

    Place() { directory.write("plugins/a.so", "the code"); }
};

std::size_t entries(const fs::path& directory) {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{directory}, {}));
}

} // namespace

TEST_CASE("each copy has a name of its own and is nobody else's to change") {
    Place place;
    Cache cache{place.cache, place.logger};
    std::set<fs::path> paths;
    for (int i = 0; i < 3; ++i) {
        const auto source = open_source(place.plugins, "a.so");
        const auto copy = cache.copy(source, "one");
        CHECK(paths.insert(copy.path()).second);
        CHECK(read_file(copy.path()) == "the code");

        struct stat status {};

        REQUIRE(::stat(copy.path().c_str(), &status) == 0);
        CHECK((status.st_mode & 07777) == 0500);
    }
    for (const auto& path : paths) CHECK(!fs::exists(path));

    struct stat status {};

    REQUIRE(::stat(place.cache.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0700);
}

TEST_CASE("the copy is of the file that was opened, whatever takes its place meanwhile") {
    Place place;
    Cache cache{place.cache, place.logger};
    const auto source = open_source(place.plugins, "a.so");
    place.directory.write("plugins/b.so", "other code");
    fs::rename(place.plugins / "b.so", place.plugins / "a.so");
    CHECK(read_file(cache.copy(source, "one").path()) == "the code");
}

TEST_CASE("what a dead host has left is removed, what a living one has stays") {
    Place place;
    std::optional<Cache> living{std::in_place, place.cache, place.logger};
    const auto living_copy = living->copy(open_source(place.plugins, "a.so"), "one");
    place.directory.write("state/plugins/turnout-host-dead01/one-1.so", "left");
    place.directory.write("state/plugins/turnout-host-dead01/lock", "");
    place.directory.write("state/plugins/not-ours", "");
    {
        const Cache next{place.cache, place.logger};
        CHECK(!fs::exists(place.cache / "turnout-host-dead01"));
        CHECK(fs::exists(place.cache / "not-ours"));
        CHECK(fs::exists(living_copy.path()));
        CHECK(entries(place.cache) == 3);
    }
    CHECK(entries(place.cache) == 2); // it took its own directory along
}

TEST_CASE("what is not the cache's own stays") {
    Place place;
    const std::set<fs::path> foreign{
        place.directory.write("state/plugins/host-photos/a.jpg", "photo"),
        place.directory.write("state/plugins/turnout-host-photos/lock", ""),
        place.directory.write("state/plugins/turnout-host-photos/sub/a.jpg", "photo"),
        place.directory.write("state/plugins/turnout-host-longer-name/lock", ""),
        place.directory.write("state/plugins/turnout-host-nolock/a.so", "no lock, so nobody knows whose"),
    };
    { const Cache cache{place.cache, place.logger}; }
    for (const auto& path : foreign) CHECK_MESSAGE(fs::exists(path), path.string());
    CHECK(!fs::exists(place.cache / "host-photos" / "lock"));
}

TEST_CASE("a copy that is kept outlives the cache and goes with the next host") {
    Place place;
    fs::path kept;
    {
        Cache cache{place.cache, place.logger};
        auto copy = cache.copy(open_source(place.plugins, "a.so"), "one");
        copy.keep();
        kept = copy.path();
    }
    CHECK(fs::exists(kept));
    const Cache next{place.cache, place.logger};
    CHECK(!fs::exists(kept));
}

TEST_CASE("a cache that is not private is refused") {
    Place place;
    fs::create_directories(place.cache);
    fs::permissions(place.cache, fs::perms::all);
    CHECK_THROWS_WITH_AS(
        (Cache{place.cache, place.logger}),
        (place.cache.string() + ": others may write to plugins.cache; chmod go-w " + place.cache.string()).c_str(),
        PluginError);
    const auto file = place.directory.write("file", "");
    CHECK_THROWS_AS((Cache{file, place.logger}), PluginError);
    CHECK_THROWS_AS((Cache{file / "below", place.logger}), PluginError);
}
