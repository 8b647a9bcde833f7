// Plugins of a running host get other settings.
#include "tests/reload/load.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

using namespace turnout::test;

namespace {

/// The plugin `gen` is configurable.so; its events are noted with its `word`.
class ConfigurableHost : public GenerationsHost {
public:
    explicit ConfigurableHost(std::string more = "", const std::string& mood = "applies") : more_(std::move(more)) {
        put(TURNOUT_GENERATIONS "/configurable.so");
        set("a", mood);
    }

    void set(const std::string& word, const std::string& mood = "applies", const std::string& besides = "") {
        configure(properties() + more_ + "plugin.gen.word = " + word + "\nplugin.gen.mood = " + mood + "\n" + besides);
    }

    /// A member of the zoo as the plugin `odd`; what is to be configured with it.
    std::string with_odd(const std::string& member, const std::string& gate) const {
        const auto to = plugins() / "odd.so";
        if (!std::filesystem::exists(to)) std::filesystem::copy_file(TURNOUT_ZOO "/" + member + ".so", to);
        std::filesystem::permissions(to, std::filesystem::perms::owner_all);
        return "plugin.odd.library = odd.so\nplugin.odd.gate = " + gate +
               "\nroute.odd.plugin = odd\nroute.odd.type = channel.follow\nroute.odd.version = 2\n";
    }

    bool logged(const std::string& text) const { return log().find(text) != std::string::npos; }

    bool wait_for(const std::string& text) const {
        return wait_until([&] { return logged(text); });
    }

    bool is_generation(int number) const {
        return admin("/metrics")
                   .body.find("turnout_plugin_generation{plugin=\"gen\"} " + std::to_string(number) + "\n") !=
               std::string::npos;
    }

    /// Whether an event is handled by an instance with this word.
    bool says(const std::string& word, const std::string& id) const {
        return send(id) == 204 && wait_for_note(word + " " + id);
    }

    /// It has to be refused with this text.
    void refuses(const std::string& text) const {
        const auto refused = reload();
        CHECK(refused.status == 1);
        CHECK_MESSAGE(refused.errors.find(text) != std::string::npos, refused.errors);
    }

    std::filesystem::path closed() const { return notes().string() + ".closed"; }

private:
    std::string more_;
};

void check_all_once(const GenerationsHost& host, std::size_t count) {
    const auto times = handled(host);
    CHECK(times.size() == count);
    for (const auto& [id, often] : times)
        if (often != 1) FAIL_CHECK(id << " was handled " << often << " times");
}

} // namespace

TEST_CASE("configure: new settings are applied under load by the same instance, and no event is lost or doubled") {
    ConfigurableHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    Load load{host};
    constexpr int changes = 20;
    for (int count = 1; count <= changes; ++count) {
        CAPTURE(count);
        const std::string word(1, static_cast<char>('a' + count));
        if (count % 5 == 0) {
            host.set("z", "refuses");
            host.refuses("plugin gen: it refuses its new settings: refuses as it is meant to");
        }
        host.set(word);
        const auto done = host.reload();
        REQUIRE_MESSAGE(done.status == 0, done.errors);
        REQUIRE_MESSAGE(host.says(word, "probe-" + std::to_string(count)), host.log());
    }
    const auto accepted = load.stop();
    CHECK(host.wait_for("plugin gen: new settings"));
    CHECK(host.wait_for("plugin gen: configured\n"));
    CHECK_FALSE(host.logged("plugin gen: new instance"));
    CHECK_FALSE(host.logged("a handler runs"));
    CHECK(host.is_generation(1));
    CHECK(host.stop() == 0);
    check_all_once(host, accepted + changes);
}

TEST_CASE("configure: a dry run says that it would be asked") {
    ConfigurableHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    host.set("b", "refuses");
    const auto plan = host.turnout({"reload", "--dry-run"});
    CHECK(plan.status == 0);
    CHECK_MESSAGE(plan.output.find("plugin gen: new settings, by configure()") != std::string::npos, plan.output);
    host.refuses("Nothing was changed.");
    CHECK(host.says("a", "still"));
    CHECK(host.is_generation(1));
    CHECK(host.stop() == 0);
}

TEST_CASE("configure: a plugin that asks for it is replaced by a new instance, under load") {
    ConfigurableHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    Load load{host};
    host.set("b", "renews");
    const auto done = host.reload();
    REQUIRE_MESSAGE(done.status == 0, done.errors);
    CHECK(host.says("b", "probe"));
    const auto accepted = load.stop();
    CHECK(host.wait_for("plugin gen: new instance"));
    CHECK(host.is_generation(2));
    host.set("c", "renews");
    std::ofstream{host.closed()} << "no new one";
    host.refuses("closed as it is meant to be");
    CHECK(host.says("b", "still"));
    CHECK(host.is_generation(2));
    CHECK(host.stop() == 0);
    check_all_once(host, accepted + 2);
}

TEST_CASE("configure: all or nothing, those that went on before another one refused are configured back") {
    ConfigurableHost host;
    host.set("a", "applies", host.with_odd("configure_throws", "old"));
    REQUIRE_MESSAGE(host.start(), host.log());
    Load load{host};
    host.set("b", "applies", host.with_odd("configure_throws", "new") + "route.more.plugin = gen\n");
    host.refuses("plugin odd: it refuses its new settings: configure let an exception out: thrown by configure");
    CHECK(host.logged("[gen] asked to be b"));
    CHECK(host.logged("plugin gen: configured back, as the reload is refused"));
    CHECK(host.says("a", "probe"));
    CHECK(host.is_generation(1));
    CHECK_FALSE(host.logged("route more: added"));
    const auto accepted = load.stop();
    CHECK(host.stop() == 0);
    check_all_once(host, accepted + 1);
}

TEST_CASE("configure: one that cannot be configured back is replaced by a new instance with its former settings") {
    for (const std::string mood : {"refuses", "renews", "hangs"}) {
        CAPTURE(mood);
        ConfigurableHost host{"plugins.start_timeout = 500ms\n"};
        host.set("a", mood, host.with_odd("configure_fails", "old"));
        REQUIRE_MESSAGE(host.start(), host.log());
        host.set("b", "applies", host.with_odd("configure_fails", "new"));
        host.refuses("plugin odd: it refuses its new settings: no such gate");
        CHECK(host.logged("plugin gen cannot be configured back to its former settings: "));
        CHECK(host.logged("plugin gen: a new instance with its former settings takes its place"));
        CHECK(host.says("a", "probe"));
        CHECK_FALSE(host.is_generation(1));
        host.stop();
    }
}

TEST_CASE("configure: what can fail cheaply fails before anything is configured") {
    ConfigurableHost host;
    REQUIRE_MESSAGE(host.start(), host.log());
    std::filesystem::copy_file(TURNOUT_GENERATIONS "/generation_fails.so", host.plugins() / "other.so");
    host.set("b", "applies", "plugin.other.library = other.so\nplugin.other.path = x\n");
    host.refuses("fails as it is meant to");
    host.set("b", "applies", "plugin.gen.wrod = c\n");
    host.refuses("did you mean word?");
    CHECK_FALSE(host.logged("[gen] asked"));
    CHECK(host.says("a", "still"));
    CHECK(host.stop() == 0);
}

TEST_CASE("configure: a plugin that hangs in it is left behind, and a new instance goes on with the old settings") {
    ConfigurableHost host{"plugins.start_timeout = 500ms\n"};
    REQUIRE_MESSAGE(host.start(), host.log());
    Load load{host};
    host.set("b", "hangs");
    host.refuses("plugin gen: it hangs in configure(): not back within 500 ms");
    CHECK(host.logged("plugin gen: a new instance with its former settings takes its place"));
    CHECK(host.says("a", "probe"));
    CHECK_FALSE(host.is_generation(1));
    host.set("c");
    const auto done = host.reload();
    CHECK_MESSAGE(done.status == 0, done.errors);
    CHECK(host.says("c", "next"));
    const auto accepted = load.stop();
    host.stop();
    check_all_once(host, accepted + 2);
}

TEST_CASE(
    "configure: after as many that hang as may stay in memory it is not asked any more, and the last one goes on") {
    ConfigurableHost host{"plugins.start_timeout = 500ms\nplugins.max_zombies = 1\n"};
    REQUIRE_MESSAGE(host.start(), host.log());
    host.set("b", "hangs");
    CHECK(host.wait_for("plugin gen: a new instance with its former settings takes its place"));
    host.refuses(
        "it cannot be loaded anew: the code of 1 former one stays in memory (plugins.max_zombies = 1), the last one "
        "because it hangs in configure()");
    CHECK(host.says("a", "goes-on"));
    CHECK(host.stop() == 0);
}

TEST_CASE("configure: if it hangs and no new instance can be made, its events wait for one") {
    ConfigurableHost host{"plugins.start_timeout = 500ms\n"};
    REQUIRE_MESSAGE(host.start(), host.log());
    CHECK(host.says("a", "before"));
    std::ofstream{host.closed()} << "no new one";
    host.set("b", "hangs");
    CHECK(host.wait_for("plugin gen: no new instance can be made with its former settings: "));
    CHECK(wait_until([&] { return host.is_generation(0) || host.admin("/readyz").status != 200; }));
    CHECK(host.send("waits") == 204);
    std::filesystem::remove(host.closed());
    host.set("c");
    REQUIRE(wait_until([&] { return host.reload().status == 0; }));
    CHECK(host.wait_for_note("c waits"));
    CHECK(host.says("c", "after"));
    host.stop();
    check_all_once(host, 3);
}

TEST_CASE("configure: without it, in a process of its own, or with a self-test, a new instance is made") {
    for (const std::string more : {"", "plugin.gen.isolation = process\n", "plugin.gen.self_test = true\n"}) {
        CAPTURE(more);
        ConfigurableHost host{more};
        if (more.empty()) host.put(TURNOUT_GENERATIONS "/generation_1.so");
        if (more.empty()) host.configure(host.properties());
        REQUIRE_MESSAGE(host.start(), host.log());
        CHECK(host.send("first") == 204);
        CHECK(host.wait_for_note((more.empty() ? "1" : "a") + std::string{" first"}));
        auto elsewhere = host.properties();
        elsewhere.insert(elsewhere.find("\nroute.all"), "2"); // another path
        if (more.empty()) host.configure(elsewhere);
        if (!more.empty()) host.set("b");
        const auto done = host.reload();
        CHECK_MESSAGE(done.status == 0, done.errors);
        CHECK(host.wait_for("plugin gen: new instance"));
        CHECK(host.is_generation(2));
        CHECK_FALSE(host.logged("[gen] asked"));
        CHECK(host.stop() == 0);
    }
}
