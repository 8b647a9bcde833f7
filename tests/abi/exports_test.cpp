// What the build rules promise of every plugin that turnout_add_plugin() makes.
#include "core/plugin/inspection.hpp"
#include "sdk/lint/elf.hpp"
#include "tests/unit/plugin/fixture/plugin_host.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <span>

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> plugins() {
    return {turnout::test::shipped("logger"), turnout::test::shipped("jsonl"), fs::path{TURNOUT_EXAMPLES} / "hello.so",
            fs::path{TURNOUT_ABI_MEMBERS} / "plain.so", fs::path{TURNOUT_ABI_MEMBERS} / "decoder.so"};
}

} // namespace

TEST_CASE("plugins export their entry and nothing else, and nothing keeps them loaded") {
    for (const auto& path : plugins()) {
        CAPTURE(path.string());
        const auto bytes = turnout::test::read_file(path);
        const auto span = std::as_bytes(std::span{bytes});
        const auto facts = turnout::lint::read_elf(span);
        REQUIRE(facts.exports.size() == 1);
        CHECK(facts.exports.front() == "turnout_plugin_entry");
        CHECK(!facts.unique_symbols);
        CHECK(!facts.nodelete);
        CHECK(turnout::plugins::inspect(span, path).findings.empty());
    }
}

TEST_CASE("the note tells what the plugin says of itself, without running it") {
    const auto path = turnout::test::shipped("jsonl");
    const auto bytes = turnout::test::read_file(path);
    const auto manifest = turnout::plugins::inspect(std::as_bytes(std::span{bytes}), path).manifest;
    CHECK(manifest.abi_version == TURNOUT_ABI_VERSION);
    CHECK(manifest.abi_required == 0x10000);
    CHECK(manifest.id == "turnout.jsonl");
    CHECK(manifest.version == "0.1.0");
    REQUIRE(manifest.handles.size() == 1);
    CHECK(manifest.handles.front().type.empty());
    REQUIRE(manifest.settings.size() == 4);
    CHECK(manifest.settings.front().key == "path");
    CHECK(manifest.settings.front().help == "the file to append to");
    CHECK(manifest.settings.front().type == TURNOUT_SETTING_PATH);
    CHECK(manifest.settings.front().required);
    CHECK_FALSE(manifest.settings.front().fallback);
    CHECK(manifest.settings.back().type == TURNOUT_SETTING_INTEGER);
    CHECK(manifest.settings.back().fallback == "5");
}

TEST_CASE("C and C++ write the same note") {
    const auto manifest_of = [](const fs::path& path) {
        const auto bytes = turnout::test::read_file(path);
        return turnout::plugins::inspect(std::as_bytes(std::span{bytes}), path).manifest;
    };
    const auto c = manifest_of(fs::path{TURNOUT_ABI_MEMBERS} / "plain.so");
    const auto cpp = manifest_of(fs::path{TURNOUT_EXAMPLES} / "hello.so");
    CHECK(c.id == "com.example.greeter");
    CHECK(c.handles == cpp.handles);
    CHECK(c.abi_version == cpp.abi_version);
    REQUIRE(c.settings.size() == 1);
    CHECK(c.settings.front().help == "what to say");
}
