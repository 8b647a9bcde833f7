#include "core/app/plugin_template.hpp"

#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace files = std::filesystem;
using namespace turnout::app;

namespace {

const PluginSketch two{"tally", {{"channel.raid", "1"}, {"channel.chat.message", "1"}}};

std::size_t count(const files::path& directory) {
    return static_cast<std::size_t>(std::distance(files::directory_iterator{directory}, files::directory_iterator{}));
}

} // namespace

TEST_CASE("what is marked comes once for each type, the rest once") {
    CHECK(expand("plugin_name\n  //{ each type\n  channel.follow@2 channel_follow_v2 version = 2\n  //}\nend", two) ==
          "tally\n  channel.raid@1 channel_raid_v1 version = 1\n  channel.chat.message@1 channel_chat_message_v1 "
          "version = 1\nend");
    CHECK(expand("PLUGIN(plugin_name_plugin, turnout::twitch::channel_follow_v2);\n", two) ==
          "PLUGIN(tally_plugin, turnout::twitch::channel_raid_v1,\n"
          "               turnout::twitch::channel_chat_message_v1);\n");
    CHECK(expand("send channel.follow@2\n", two) == "send channel.raid@1\n");
}

TEST_CASE("names that a plugin may have") {
    for (const char* name : {"hello", "a", "chat_bot2"}) CHECK(name_problem(name) == "");
    for (const char* name : {"", "Hello", "2go", "_a", "a-b", "a/b", "../a", "a b", "test", "all", "h\xc3\xa9"})
        CHECK(name_problem(name) != "");
    CHECK(name_problem(std::string(40, 'a')) == "");
    CHECK(name_problem(std::string(41, 'a')) != "");
}

TEST_CASE("a plugin is written whole, with a secret that only its owner reads") {
    const turnout::test::TemporaryDirectory directory;
    write_plugin(directory.path(), two);
    for (const char* name :
         {"CMakeLists.txt", "tally.cpp", "tally_test.cpp", "turnout.properties", "README.md", ".gitignore", "secret"}) {
        CAPTURE(std::string(name));
        CHECK(files::is_regular_file(directory / "tally" / name));
    }
    CHECK(count(directory / "tally") == 7);
    CHECK(files::status(directory / "tally/secret").permissions() ==
          (files::perms::owner_read | files::perms::owner_write));
    for (const auto& entry : files::directory_iterator{directory / "tally"}) {
        const auto text = turnout::test::read_file(entry.path());
        CHECK_MESSAGE(text.find("plugin_name") == std::string::npos, entry.path().string());
        CHECK_MESSAGE(text.find("follow") == std::string::npos, entry.path().string());
        CHECK_MESSAGE(text.find("each type") == std::string::npos, entry.path().string());
    }
}

TEST_CASE("what exists is not touched, and nothing half written stays") {
    const turnout::test::TemporaryDirectory directory;
    directory.write("tally/mine", "precious");
    CHECK_THROWS_WITH_AS(write_plugin(directory.path(), two),
                         ((directory / "tally").string() + " exists; nothing was written").c_str(), std::runtime_error);
    CHECK(count(directory / "tally") == 1);
    CHECK(count(directory.path()) == 1);
    files::remove_all(directory / "tally");
    files::create_symlink("nowhere", directory / "tally");
    CHECK_THROWS_AS(write_plugin(directory.path(), two), std::runtime_error);
    CHECK(count(directory.path()) == 1);
    CHECK_THROWS_AS(write_plugin(directory / "absent", two), std::exception);
}
