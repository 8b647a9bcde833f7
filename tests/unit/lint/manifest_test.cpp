#include "sdk/lint/manifest.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <stdexcept>
#include <string>

using turnout::lint::compatible;
using turnout::lint::Manifest;
using turnout::lint::parse_manifest;

namespace {

std::string note(std::uint32_t version, std::uint32_t required, const std::string& lines) {
    std::string text(8, '\0');
    std::memcpy(text.data(), &version, 4);
    std::memcpy(text.data() + 4, &required, 4);
    return text + lines;
}

const std::string identity = "id=a.b\nversion=1.0\n";

} // namespace

TEST_CASE("a manifest is read, and lines that this host does not know are skipped") {
    const auto manifest = parse_manifest(note(0x10000, 0x10000,
                                              identity +
                                                  "handles=channel.follow@2\nhandles=stream.online@*\n"
                                                  "colour=blue\nsetting=path where to\nsetting=bare\n" +
                                                  std::string(3, '\0') + "rubbish"));
    CHECK(manifest.id == "a.b");
    CHECK(manifest.version == "1.0");
    CHECK(manifest.handles == std::vector<Manifest::Handled>{{"channel.follow", "2"}, {"stream.online", ""}});
    REQUIRE(manifest.settings.size() == 2);
    CHECK(manifest.settings[0].key == "path");
    CHECK(manifest.settings[0].help == "where to");
    CHECK(manifest.settings[1].key == "bare");
    CHECK(manifest.settings[1].help.empty());
    CHECK(parse_manifest(note(0x10000, 0x10000, identity + "handles=*\n")).handles ==
          std::vector<Manifest::Handled>{{"", ""}});
}

TEST_CASE("what a manifest says of settings beyond their help") {
    const auto manifest =
        parse_manifest(note(0x10000, 0x10000,
                            identity + "handles=*\nsetting=pause how long\nsetting.type=pause duration\n"
                                       "setting.default=pause 10 s\nsetting=path\n"
                                       "setting.required=path\nsetting.colour=path red\n"
                                       "setting.type=path novelty\nsetting=word\n"
                                       "setting.default=word\n"));
    REQUIRE(manifest.settings.size() == 3);
    CHECK(manifest.settings[0].type == TURNOUT_SETTING_DURATION);
    CHECK(manifest.settings[0].fallback == "10 s");
    CHECK(!manifest.settings[0].required);
    CHECK(manifest.settings[1].type == TURNOUT_SETTING_TEXT); // what this host does not know
    CHECK(manifest.settings[1].required);
    CHECK(!manifest.settings[1].fallback);
    CHECK(manifest.settings[2].fallback == "");
    CHECK_THROWS_WITH_AS(parse_manifest(note(0x10000, 0x10000, identity + "handles=*\nsetting.required=path\n")),
                         "its note describes a setting that it has not named before", std::invalid_argument);
}

TEST_CASE("a manifest that lacks something is refused with what it lacks") {
    const auto refused = [](const std::string& text, const char* why) {
        CHECK_THROWS_WITH_AS(parse_manifest(text), why, std::invalid_argument);
    };
    refused("1234567", "its note is too short");
    refused(note(0x10000, 0x10000, "version=1\nhandles=*\n"), "its note lacks the id");
    refused(note(0x10000, 0x10000, "id=a\nhandles=*\n"), "its note lacks the version");
    refused(note(0x10000, 0x10000, identity), "its note names no event type");
    refused(note(0x10000, 0x10000, identity + "handles=*"), "its note has a line without an end");
    refused(note(0x10000, 0x10000, identity + "handles\n"), "its note has a line without `=`");
    refused(note(0x10000, 0x10000, identity + "handles=follow\n"), "its note names a type that is not TYPE@VERSION");
    refused(note(0x10000, 0x10000, identity + "handles=@2\n"), "its note names a type that is not TYPE@VERSION");
    refused(note(0x10000, 0x10000, identity + "handles=a@\n"), "its note names a type that is not TYPE@VERSION");
}

TEST_CASE("of another major version only the numbers are read") {
    const auto manifest = parse_manifest(note(0x20003, 0x20000, "this may be anything"));
    CHECK(manifest.abi_version == 0x20003);
    CHECK(manifest.id.empty());
}

TEST_CASE("which versions run here") {
    CHECK(compatible(0x10000, 0x10000).reason.empty());
    CHECK(compatible(0x10007, 0x10000).reason.empty()); // newer, but content with this host
    CHECK(compatible(0x10007, 0x10007).reason == "it needs a host with plugin ABI 1.7 or newer, this one has 1.0");
    CHECK(compatible(0x20000, 0x20000).reason == "it speaks plugin ABI 2.0, this host speaks 1.0");
    CHECK(compatible(0x00005, 0x00000).reason == "it speaks plugin ABI 0.5, this host speaks 1.0");
}
