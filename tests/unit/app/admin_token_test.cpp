#include "core/app/admin_token.hpp"

#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <iterator>
#include <stdexcept>

namespace turnout::app {
namespace {

namespace files = std::filesystem;

struct Place {
    config::Config config() const {
        config::Config made;
        made.state_directory = directory.path();
        return made;
    }

    files::path file() const { return directory / "admin.token"; }

    test::TemporaryDirectory directory;
};

} // namespace

TEST_CASE("a token is made once, for this user alone, and reused") {
    const Place place;
    const auto token = make_admin_token(place.config());
    CHECK(token.size() == 64);
    CHECK(token.find_first_not_of("0123456789abcdef") == std::string::npos);
    CHECK(files::status(place.file()).permissions() == (files::perms::owner_read | files::perms::owner_write));
    CHECK(make_admin_token(place.config()) == token);
    CHECK(find_admin_token(place.config()) == token);
    const auto entries = std::distance(files::directory_iterator(place.directory.path()), files::directory_iterator{});
    CHECK(entries == 1); // no draft is left
}

TEST_CASE("a configured token is used, and no file is made") {
    const Place place;
    auto config = place.config();
    config.admin.token = config::Secret("configured-configured");
    CHECK(make_admin_token(config) == "configured-configured");
    CHECK(find_admin_token(config) == "configured-configured");
    CHECK_FALSE(files::exists(place.file()));
}

TEST_CASE("a token that others can read, or that is none, is refused by host and client") {
    const Place place;
    place.directory.write("admin.token", "0123456789abcdef0123\n");
    files::permissions(place.file(), files::perms::owner_read | files::perms::group_read);
    CHECK_THROWS_WITH_AS(make_admin_token(place.config()), doctest::Contains("others have access to"),
                         std::runtime_error);
    files::permissions(place.file(), files::perms::owner_all);
    CHECK(make_admin_token(place.config()) == "0123456789abcdef0123");
    for (const char* bad : {"", "short\n", "with a space in the middle of it\n"}) {
        place.directory.write("admin.token", bad);
        CHECK_THROWS_WITH_AS(make_admin_token(place.config()), doctest::Contains("holds no token"), std::runtime_error);
        CHECK_THROWS_WITH_AS(find_admin_token(place.config()), doctest::Contains("holds no token"), std::runtime_error);
    }
    files::remove(place.file());
    files::create_symlink("/etc/hostname", place.file());
    CHECK_THROWS_AS(make_admin_token(place.config()), std::runtime_error);
    files::remove(place.file());
    CHECK_THROWS_WITH_AS(find_admin_token(place.config()), doctest::Contains("has it been started"),
                         std::runtime_error);
}

TEST_CASE("a state directory that cannot be written is told") {
    const Place place;
    auto config = place.config();
    config.state_directory /= "absent";
    CHECK_THROWS_WITH_AS(make_admin_token(config), doctest::Contains("absent"), std::runtime_error);
}

} // namespace turnout::app
