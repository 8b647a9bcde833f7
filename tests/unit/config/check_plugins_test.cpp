#include "fixture.hpp"

using namespace turnout::config;
using namespace turnout::config::test;

namespace {

std::string shown(const Config& config) {
    std::string text;
    for (const auto& plugin : config.plugins) text += plugin.name + "=" + plugin.library.string() + " ";
    return text;
}

} // namespace

TEST_CASE_FIXTURE(Fixture, "every library is an instance, named after its file") {
    directory.write("plugins/readme.txt", "");
    directory.write("plugins/.hidden.so", "");
    std::filesystem::create_directory(directory / "plugins/folder.so");
    std::filesystem::create_symlink("logger.so", directory / "plugins/linked.so");
    std::filesystem::create_symlink("nothing", directory / "plugins/dangling.so");
    const std::string routes = "route.a.plugin = greeter\nroute.b.plugin = linked\nroute.c.plugin = logger\n";
    CHECK(shown(good(routes)) == "greeter=libgreeter.so linked=linked.so logger=logger.so ");
}

TEST_CASE_FIXTURE(Fixture, "a library that nothing refers to is not run") {
    CHECK(shown(good("")) == "");
    CHECK(shown(good("route.a.plugin = logger\n")) == "logger=logger.so ");
    CHECK(shown(good("plugins.required = greeter\n")) == "greeter=libgreeter.so ");
}

TEST_CASE_FIXTURE(Fixture, "a library that is named is no instance of its own") {
    CHECK(shown(good("plugin.a.library = logger.so\nplugin.b.library = ./logger.so\n")) ==
          "a=logger.so b=./logger.so ");
}

TEST_CASE_FIXTURE(Fixture, "settings alone belong to the library of that name") {
    const auto config = good("plugin.greeter.text = hello\nplugin.logger.text =\n");
    CHECK(shown(config) == "greeter=libgreeter.so logger=logger.so ");
    CHECK(config.plugins.front().settings.at("text") == "hello");
    CHECK(config.plugins.back().settings.at("text") == "");
    CHECK(config.plugins.front().origin.line == 2);
}

TEST_CASE_FIXTURE(Fixture, "libraries that are not there") {
    const auto plugins = (directory / "plugins").string();
    CHECK(faults("plugin.a.library = loger.so\n") ==
          "t.properties:2: plugin.a.library: `loger.so` is no file in " + plugins + " (did you mean logger.so?)\n");
    CHECK(faults("\nplugin.loger.x = 1\n") == "t.properties:3: plugin.loger.library: missing, and " + plugins +
                                                  " holds no loger.so (did you mean logger.so?)\n");
    CHECK(faults("plugin.a.library = ../x.so\n") ==
          "t.properties:2: plugin.a.library: `../x.so` must be a file below plugins.directory (did you mean x.so?)\n");
}

TEST_CASE_FIXTURE(Fixture, "a library that is no good is told once") {
    const std::string route = "route.a.plugin = logger\n";
    CHECK(faults("plugin.logger.library = ../logger.so\n" + route) ==
          "t.properties:2: plugin.logger.library: `../logger.so` must be a file below plugins.directory (did you mean "
          "logger.so?)\n");
    CHECK(faults("plugin.logger.library = nothing.so\n" + route) ==
          "t.properties:2: plugin.logger.library: `nothing.so` is no file in " + (directory / "plugins").string() +
              "\n");
}

TEST_CASE_FIXTURE(Fixture, "files whose name is no name of their own") {
    directory.write("plugins/odd.name.so", "");
    CHECK(shown(good("route.a.plugin = logger\n")) == "logger=logger.so "); // what is not used is no fault
    good("plugin.odd.library = odd.name.so\n");
    directory.write("plugins/greeter.so", "");
    good("");
    CHECK(faults("plugins.required = greeter\n") == "--set: plugins.directory: libgreeter.so would be called "
                                                    "greeter, as greeter.so is already: remove one, or name it "
                                                    "with plugin.NAME.library\n");
    CHECK(shown(good("plugin.odd.library = odd.name.so\nplugin.other.library = libgreeter.so\n")) ==
          "odd=odd.name.so other=libgreeter.so ");
}

TEST_CASE_FIXTURE(Fixture, "routes and required plugins must exist") {
    CHECK(faults("route.a.plugin = loger\nroute.b.plugin = nothing\n") ==
          "t.properties:2: route.a.plugin: there is no plugin `loger` (did you mean logger?)\n"
          "t.properties:3: route.b.plugin: there is no plugin `nothing`\n");
    CHECK(faults("plugins.required = logger, greter\n") ==
          "t.properties:2: plugins.required: there is no plugin `greter` (did you mean greeter?)\n");
    good("plugin.x.library = logger.so\nroute.a.plugin = x\nplugins.required = x\n");
}

TEST_CASE("the plugin directory itself") {
    const turnout::test::TemporaryDirectory directory;
    const auto faults = [&](const std::string& text) {
        return to_string(load(Sources::from_text("eventsub.secret = 0123456789\n" + text, "t"), {}).problems);
    };
    const auto none = (directory / "none").string();
    // Without it every route would be a second error that says nothing new.
    CHECK(faults("plugins.directory = " + none + "\nroute.a.plugin = logger\n") ==
          "t:2: plugins.directory: `" + none + "` cannot be read: No such file or directory\n");
    CHECK(faults("plugins.directory = ${env:HOME}/none\n").find("t:2: plugins.directory: its value cannot be read") ==
          0);
}
