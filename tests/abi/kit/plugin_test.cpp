// The test kit itself, with the plugin members/moods.cpp linked in.
#include <turnout/testing/plugin_under_test.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using namespace turnout::testing;
using turnout::to_str;

namespace {

event order(const std::string& action, int number = 0) {
    return event::of("test.order", "1").set("event.action", action).set("event.number", number);
}

} // namespace

TEST_CASE("verdicts arrive as the plugin gave them") {
    fake_host host;
    plugin_under_test plugin{host};
    CHECK(plugin.handle(order("nothing")).ok());
    const auto retry = plugin.handle(order("retry", 3));
    CHECK(retry.retry());
    CHECK(retry.reason == "later");
    CHECK(retry.retry_after == std::chrono::seconds{3});
    CHECK(plugin.handle(order("reject")).reason == "never");
    CHECK(plugin.handle(order("throw")).reason == "thrown by the handler");
    const auto wrong = plugin.handle(event::of("test.order", "1").set("event.action", 5));
    CHECK(wrong.reject());
    CHECK(wrong.reason == "event.action is a whole number, expected a string");
    CHECK(host.deliveries().open() == 0);
}

TEST_CASE("a deferred delivery is waited for") {
    fake_host host;
    plugin_under_test plugin{host};
    const auto answer = plugin.handle(order("defer").message_id("m-7"));
    CHECK(answer.reject());
    CHECK(answer.reason == "answered elsewhere for m-7"); // so its memory was kept
    const auto dropped = plugin.handle(order("defer and drop"));
    CHECK(dropped.retry());
    CHECK(dropped.reason == "the handler dropped a deferred delivery");
    CHECK(host.deliveries().refused() == 0);
}

TEST_CASE("tokens that are used up or forged complete nothing") {
    fake_host host;
    plugin_under_test plugin{host};
    std::uint64_t token = 0;
    CHECK(plugin.begin(order("nothing"), token).ok());
    CHECK(host.raw()->complete(host.raw(), token, TURNOUT_OK, nullptr) == 0);
    CHECK(host.raw()->complete(host.raw(), token + 1, TURNOUT_OK, nullptr) == 0);
    CHECK(host.deliveries().refused() == 2);
    CHECK(!host.deliveries().wait(token, std::chrono::milliseconds{0}));
}

TEST_CASE("log, settings and refusals") {
    fake_host host{"moody"};
    host.set("mood", "wants a number");
    CHECK_THROWS_WITH(plugin_under_test{host}, "plugin.moody.number is missing");
    host.set("number", "5");
    plugin_under_test plugin{host};
    CHECK(plugin
              .handle(event{R"({"subscription":{"status":"gone","type":"test.order","version":"1",)"
                            R"("condition":{"user_id":"7"}}})"})
              .ok());
    CHECK(host.logged("gone 7"));
    REQUIRE(host.log().size() == 1);
    CHECK(host.log().front().level == TURNOUT_WARNING);
}

TEST_CASE("new settings are applied, refused, or need a new instance") {
    fake_host host;
    plugin_under_test plugin{host};
    const auto mood = [&] { return plugin.handle(order("tell the mood")).reason; };
    host.set("mood", "merry");
    CHECK(plugin.configure() == turnout::configured::applied);
    CHECK(mood() == "merry");
    host.set("mood", "throws in configure");
    CHECK_THROWS_WITH(plugin.configure(), "not in the mood");
    host.set("mood", "needs a new instance");
    CHECK(plugin.configure() == turnout::configured::needs_new_instance);
    CHECK(mood() == "merry");
}

TEST_CASE("a plugin without configure() needs a new instance for new settings") {
    fake_host host;
    auto table = *turnout_plugin_entry.plugin;
    table.configure = nullptr;
    auto entry = turnout_plugin_entry;
    entry.plugin = &table;
    plugin_under_test plugin{host, entry};
    CHECK(plugin.configure() == turnout::configured::needs_new_instance);
}

TEST_CASE("a setting that the plugin does not declare is refused, as by a host") {
    fake_host host;
    host.set("colour", "blue");
    static constexpr turnout_setting declared{sizeof(turnout_setting), TURNOUT_SETTING_TEXT, 0, 0,
                                              to_str("mood"),          to_str("how"),        {}};
    static constexpr const turnout_setting* all[] = {&declared};
    auto description = *turnout_plugin_entry.description;
    description.settings = all;
    description.settings_count = 1;
    auto entry = turnout_plugin_entry;
    entry.description = &description;
    CHECK_THROWS_WITH((plugin_under_test{host, entry}), "colour is no setting of test.moods");
}

TEST_CASE("settings that are declared are required, checked and filled in, as by a host") {
    using turnout::setting_type;
    const auto record = [](std::string_view key, turnout_setting_type type, std::uint32_t flags,
                           std::string_view fallback) {
        return turnout_setting{sizeof(turnout_setting), type, flags, 0, to_str(key), {}, to_str(fallback)};
    };
    const auto mood = record("mood", TURNOUT_SETTING_TEXT, TURNOUT_SETTING_REQUIRED, {});
    const auto pause = record("pause", TURNOUT_SETTING_DURATION, 0, {});
    const auto later = record("later", 999, 0, ""); // a type of a later version is a text
    const turnout_setting* all[] = {&mood, &pause, &later};
    auto description = *turnout_plugin_entry.description;
    description.settings = all;
    description.settings_count = 3;
    auto entry = turnout_plugin_entry;
    entry.description = &description;
    fake_host host;
    CHECK_THROWS_WITH((plugin_under_test{host, entry}), "plugin.test.mood is missing");
    host.set("mood", "calm").set("pause", "soon");
    CHECK_THROWS_WITH((plugin_under_test{host, entry}), "plugin.test.pause is not a duration like 250ms, 10s or 24h");
    host.set("pause", "1s");
    const plugin_under_test plugin{host, entry};
    CHECK(host.settings().at("later").empty());
}
