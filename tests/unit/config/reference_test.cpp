// The checked-in reference and commented file are those of the table. After a change of the table make them anew:
// TURNOUT_REGENERATE=1 build/dev/bin/unit-config --test-case='*reference*'
#include "core/config/reference.hpp"

#include "fixture.hpp"

#include <cstdlib>
#include <fstream>
#include <regex>

using namespace turnout::config;
using namespace turnout::config::test;

namespace {

const std::filesystem::path folder = std::filesystem::path(TURNOUT_SOURCE_DIRECTORY) / "conf";
constexpr std::string_view begin_mark = "<!-- reference: begin -->\n", end_mark = "<!-- reference: end -->\n";

bool regenerating() {
    return std::getenv("TURNOUT_REGENERATE") != nullptr;
}

std::string read(const std::filesystem::path& file) {
    return turnout::test::read_file(file);
}

} // namespace

TEST_CASE("reference: conf/README.md is fresh") {
    const auto file = folder / "README.md";
    auto text = read(file);
    const auto begin = text.find(begin_mark), end = text.find(end_mark);
    REQUIRE(begin != std::string::npos);
    REQUIRE(end != std::string::npos);
    const auto from = begin + begin_mark.size();
    if (regenerating()) {
        text.replace(from, end - from, reference_markdown());
        std::ofstream(file) << text;
    } else {
        CHECK_MESSAGE(text.substr(from, end - from) == reference_markdown(), "stale: see the top of this file");
    }
}

TEST_CASE("reference: conf/turnout.properties is fresh") {
    const auto file = folder / "turnout.properties";
    if (regenerating())
        std::ofstream(file) << reference_properties();
    else
        CHECK_MESSAGE(read(file) == reference_properties(), "stale: see the top of this file");
}

TEST_CASE_FIXTURE(Fixture, "the file that ships loads, as it is and with every line in use") {
    const auto load_file = [&](const std::string& text) {
        directory.write("secret", "0123456789\n");
        directory.write("secret.previous", "9876543210\n");
        directory.write("admin.token", "0123456789abcdef\n");
        directory.write("turnout.properties", text);
        auto sources = Sources::from_file(directory / "turnout.properties");
        sources.overrides = {"plugins.directory=" + (directory / "plugins").string()};
        sources.environment = [](const std::string&) { return std::optional<std::string>("from outside"); };
        return load(sources, types);
    };
    directory.write("plugins/jsonl.so", "");
    const auto shipped = load_file(reference_properties());
    CHECK_MESSAGE(shipped, to_string(shipped.problems));
    const auto full = load_file(std::regex_replace(reference_properties(), std::regex("(^|\n)#(?=[a-z])"), "$1"));
    INFO(to_string(full.problems));
    REQUIRE(full);
    CHECK(full.config->routes.size() == 1);
    CHECK(full.config->twitch.client_secret.reveal() == "from outside");
}

TEST_CASE_FIXTURE(Fixture, "the example loads") {
    directory.write("plugins/jsonl.so", "");
    auto sources = Sources::from_file(folder / "example/turnout.properties");
    sources.overrides = {"plugins.directory=" + (directory / "plugins").string()};
    sources.environment = [](const std::string&) { return std::optional<std::string>("0123456789"); };
    const auto result = load(sources, types);
    INFO(to_string(result.problems));
    REQUIRE(result);
    CHECK(result.config->routes.size() == 2);
}
