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
