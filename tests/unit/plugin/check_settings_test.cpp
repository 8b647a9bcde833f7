#include "core/plugin/check_settings.hpp"
#include "core/plugin/error.hpp"

#include <doctest/doctest.h>

#include <string>

using turnout::config::Plugin;
using turnout::plugins::check_settings;
using turnout::plugins::PluginError;
using Manifest = turnout::lint::Manifest;

namespace {

Manifest manifest() {
    Manifest result;
    result.id = "test.greeter";
    result.settings = {{"greeting", "what to say", TURNOUT_SETTING_TEXT, true, {}},
                       {"pause", "how long", TURNOUT_SETTING_DURATION, false, "10s"},
                       {"size", "", TURNOUT_SETTING_SIZE, false, {}},
                       {"count", "", TURNOUT_SETTING_INTEGER, false, {}},
                       {"share", "", TURNOUT_SETTING_NUMBER, false, {}},
                       {"quiet", "", TURNOUT_SETTING_BOOL, false, {}},
                       {"file", "", TURNOUT_SETTING_PATH, false, {}},
                       {"novelty", "", 999, false, {}}};
    return result;
}

std::string refusal(const std::map<std::string, std::string>& settings, const Manifest& from = manifest()) {
    Plugin plugin{"greeter", "greeter.so", settings, {}};
    try {
        check_settings(plugin, from);
        return "";
    } catch (const PluginError& error) {
        return error.reason() + "; " + error.advice();
    }
}

} // namespace

TEST_CASE("settings: what a plugin declares is what it is handed") {
    CHECK(refusal({{"greeting", ""}}) == "");
    CHECK(refusal({}) == "plugin.greeter.greeting is missing; what to say");
    CHECK(refusal({{"greeting", "x"}, {"greting", "y"}}) ==
          "plugin.greeter.greting is no setting of test.greeter; did you mean greeting?");
    CHECK(refusal({{"greeting", "x"}, {"pause", "soon"}}) ==
          "plugin.greeter.pause is not a duration like 250ms, 10s or 24h; how long");
    CHECK(refusal({{"anything", "goes"}}, Manifest{}) == "");
}

TEST_CASE("settings: the value of each type, and never in the message") {
    const auto with = [](const std::string& key, const std::string& value) {
        return refusal({{"greeting", "x"}, {key, value}});
    };
    CHECK(with("size", "64k") == "");
    CHECK(with("size", "64 k").find("is not a size like 512k or 4g") != std::string::npos);
    CHECK(with("count", "-9223372036854775808") == "");
    CHECK(with("count", "1.5").find("is not a whole number") != std::string::npos);
    CHECK(with("share", "1.5") == "");
    CHECK(with("share", "half").find("is not a number") != std::string::npos);
    CHECK(with("quiet", "true") == "");
    CHECK(with("quiet", "yes").find("is not true or false") != std::string::npos);
    CHECK(with("file", "").find("is not a path") != std::string::npos);
    CHECK(with("novelty", "a type of a later version") == "");
    CHECK(with("count", "a-secret").find("a-secret") == std::string::npos);
}

TEST_CASE("settings: a default is filled in for what is not set, and has to fit itself") {
    const Plugin plugin{"greeter", "greeter.so", {{"greeting", "x"}}, {}};
    const auto filled = turnout::plugins::with_defaults(plugin, manifest()).settings;
    CHECK(filled == std::map<std::string, std::string>{{"greeting", "x"}, {"pause", "10s"}});
    auto broken = manifest();
    broken.settings[1].fallback = "soon";
    CHECK(refusal({{"greeting", "x"}}, broken) ==
          "the plugin's own default of plugin.greeter.pause is not a duration like 250ms, 10s or 24h; mend it");
    CHECK(refusal({{"greeting", "x"}, {"pause", "1s"}}, broken) == "");
}
