// A small catalog, a plugin directory and short ways to load a text.
#pragma once
#include "core/config/load.hpp"
#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace turnout::config::test {

inline std::vector<KnownType> catalog() {
    return {{"channel.follow", "1", {{"broadcaster_user_id", true}}},
            {"channel.follow", "2", {{"broadcaster_user_id", true}, {"moderator_user_id", true}}},
            {"channel.raid", "1", {{"from_broadcaster_user_id", false}, {"to_broadcaster_user_id", false}}, true},
            {"drop.entitlement.grant", "1", {{"organization_id", true}, {"category_id", false}}},
            {"stream.online", "1", {{"broadcaster_user_id", true}}}};
}

/// Loads texts whose plugin directory holds logger.so and libgreeter.so.
struct Fixture {
    turnout::test::TemporaryDirectory directory;
    std::vector<KnownType> types = catalog();
    std::vector<std::string> overrides;
    Environment environment = [](const std::string& name) -> std::optional<std::string> {
        if (name == "SECRET") return "hunter2hunter2";
        if (name == "SHORT") return "hunter2";
        if (name == "EMPTY") return "";
        return {};
    };

    Fixture() {
        directory.write("plugins/logger.so", "");
        directory.write("plugins/libgreeter.so", "");
    }

    /// What every text needs, as one line, so that the text under test begins at line 2.
    static std::string head() { return "eventsub.secret = 0123456789abcdef\n"; }

    Result load_text(const std::string& text) const {
        auto sources = Sources::from_text(text, "t.properties", overrides);
        sources.overrides.push_back("plugins.directory=" + (directory / "plugins").string());
        sources.environment = environment;
        return load(sources, types);
    }

    /// The Config of head() and `text`; the test fails if there are problems.
    Config good(const std::string& text) const {
        auto result = load_text(head() + text);
        INFO(to_string(result.problems));
        REQUIRE(result);
        return *result.config;
    }

    /// All problems of head() and `text`, as printed.
    std::string faults(const std::string& text) const { return to_string(load_text(head() + text).problems); }
};

} // namespace turnout::config::test
