// Plugins that use the extensions, run by the test kit out of their libraries.
#include <turnout/testing/fake_host.hpp>
#include <turnout/testing/plugin_under_test.hpp>
#include <turnout/testing/sample.hpp>

#include <doctest/doctest.h>

#include <dlfcn.h>
#include <turnout/twitch/channel_chat_message_v1.hpp>
#include <turnout/twitch/channel_follow_v2.hpp>

#include <memory>
#include <string>

using namespace turnout::testing;

namespace {

/// A built example; loaded as long as it lives.
class Example {
public:
    explicit Example(const std::string& name)
        : library_(dlopen((TURNOUT_EXAMPLES "/" + name + ".so").c_str(), RTLD_NOW | RTLD_LOCAL), dlclose) {
        REQUIRE_MESSAGE(library_ != nullptr, name);
        entry_ = static_cast<const turnout_entry*>(dlsym(library_.get(), TURNOUT_ENTRY_SYMBOL));
        REQUIRE(entry_ != nullptr);
    }

    const turnout_entry& entry() const { return *entry_; }

private:
    std::unique_ptr<void, int (*)(void*)> library_;
    const turnout_entry* entry_ = nullptr;
};

event follow(const std::string& name, const std::string& id = "7") {
    auto made = sample<turnout::twitch::channel_follow_v2>();
    made.set("event.user_login", name).set("event.user_name", name).set("event.user_id", id);
    return made;
}

} // namespace

TEST_CASE("the kit shows the metrics of a plugin") {
    const Example example("counter");
    fake_host host;
    plugin_under_test plugin{host, example.entry()};
    CHECK(plugin.handle(follow("ada")).ok());
    CHECK(plugin.handle(follow("bob")).ok());
    CHECK(plugin.handle(sample<turnout::twitch::channel_chat_message_v1>()).ok());
    CHECK(host.metrics().value("follows_total") == 2);
    CHECK(host.metrics().value("last_follow_seconds", {{"clock", "unix"}}) > 1e9);
    CHECK(host.metrics().observations("chat_message_bytes").size() == 1);
    CHECK(host.metrics().misused() == 0);
}

TEST_CASE("a plugin that needs an extension says so to a host without it") {
    const Example example("counter");
    fake_host host;
    host.without(TURNOUT_METRICS_EXTENSION);
    try {
        const plugin_under_test plugin{host, example.entry()};
        FAIL("it runs");
    } catch (const std::runtime_error& refused) {
        CHECK(std::string{refused.what()}.find(TURNOUT_METRICS_EXTENSION) != std::string::npos);
    }
}

TEST_CASE("the kit's clock runs the timers of a plugin") {
    const Example example("timer");
    fake_host host;
    host.set("interval", "1m");
    plugin_under_test plugin{host, example.entry()};
    CHECK(!host.logged("ready for follows"));
    host.clock().advance(std::chrono::milliseconds{20});
    CHECK(host.logged("ready for follows"));
    CHECK(plugin.handle(follow("ada")).ok());
    CHECK(plugin.handle(follow("bob")).ok());
    host.clock().advance(std::chrono::minutes{1});
    CHECK(host.logged("2 follows since the last time"));
    host.clock().advance(std::chrono::minutes{1});
    CHECK(host.logged("0 follows since the last time"));
}

TEST_CASE("the kit keeps the state of a plugin, and once() is once") {
    const Example example("state");
    fake_host host;
    host.state().put("follows", "40");
    plugin_under_test plugin{host, example.entry()};
    CHECK(host.logged("40 follows so far"));
    CHECK(plugin.handle(follow("ada", "1")).ok());
    CHECK(plugin.handle(follow("bob", "2")).ok());
    CHECK(plugin.handle(follow("eve", "1")).ok());
    CHECK(host.state().get("follows") == "43");
    CHECK(host.logged("welcome, ada"));
    CHECK(host.logged("welcome, bob"));
    CHECK(!host.logged("eve"));
}

TEST_CASE("the kit collects what a plugin derives") {
    const Example example("emit");
    fake_host host;
    plugin_under_test plugin{host, example.entry()};
    for (const char* name : {"ada", "bob", "eve", "dan"}) CHECK(plugin.handle(follow(name)).ok());
    REQUIRE(host.emitted().all().size() == 1);
    CHECK(host.emitted().all().front().type == "custom.milestone");
    CHECK(host.emitted().all().front().json == R"({"follows":3,"last":"eve"})");
    CHECK(plugin.handle(event::of("custom.milestone", "1", host.emitted().all().front().json)).ok());
    CHECK(host.logged("3 follows, the last one was eve"));
    host.emitted().refuse();
    for (const char* name : {"fay", "gil"}) static_cast<void>(plugin.handle(follow(name)));
    const auto refused = plugin.handle(follow("hal")); // the sixth one
    CHECK(refused.retry());
    CHECK(refused.reason == "emit custom.milestone: the host's journal takes no events now");
    host.emitted().refuse(false);
    CHECK(plugin.handle(follow("hal")).ok());
    CHECK(host.emitted().all().size() == 2);
}
