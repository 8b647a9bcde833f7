#include "core/config/load.hpp"

#include "fixture.hpp"

#include <algorithm>
#include <cstdlib>

using namespace turnout::config;
using namespace turnout::config::test;

namespace {

struct Files : Fixture {
    Result load_files(std::vector<std::string> overrides_given = {}) const {
        overrides_given.push_back("plugins.directory=" + (directory / "plugins").string());
        auto sources = Sources::from_file(directory / "turnout.properties", std::move(overrides_given));
        sources.environment = environment;
        return load(sources, types);
    }

    /// Problems as printed, with the directory left out.
    std::string faults_of_files(std::vector<std::string> overrides_given = {}) const {
        auto text = to_string(load_files(std::move(overrides_given)).problems);
        const std::string prefix = directory.path().string() + "/";
        for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix))
            text.erase(at, prefix.size());
        return text;
    }
};

} // namespace

TEST_CASE_FIXTURE(Files, "the main file and conf.d, sorted, hidden and foreign files left out") {
    directory.write("secret", "from-the-main-directory\n");
    directory.write("conf.d/secret", "from-the-other-directory\n");
    directory.write("turnout.properties", "eventsub.secret = ${file:secret}\nstate.directory = state\n");
    directory.write("conf.d/a.properties", "eventsub.secret.previous = ${file:secret}\nplugins.cache = cache\n");
    directory.write("conf.d/b.properties", "route.b.plugin = logger\n");
    directory.write("conf.d/.b.properties.swp", "nonsense\n");
    directory.write("conf.d/.hidden.properties", "nonsense\n");
    directory.write("conf.d/b.properties.bak", "nonsense\n");
    const auto result = load_files();
    INFO(to_string(result.problems));
    REQUIRE(result);
    CHECK(result.config->file == directory / "turnout.properties");
    CHECK(result.config->eventsub.secret.reveal() == "from-the-main-directory");
    CHECK(result.config->eventsub.previous_secret.reveal() == "from-the-other-directory");
    CHECK(result.config->state_directory == directory / "state");
    CHECK(result.config->plugin_options.cache == directory / "conf.d/cache");
    REQUIRE(result.config->routes.size() == 1);
    CHECK(result.config->routes.front().origin.file == directory / "conf.d/b.properties");
    CHECK(result.config->routes.front().origin.line == 1);
}

TEST_CASE_FIXTURE(Files, "all faults of all files at once, in their order") {
    directory.write("turnout.properties", "http.adress = *:80\n"
                                          "\n"
                                          "http.workers = 0\n"
                                          "eventsub.secret = short\n"
                                          "broken\n"
                                          "route.a.plugin = loger\n"
                                          "log.level = ${env:NOBODY}\n"
                                          "journal.dedup_window = 1m\n");
    directory.write("conf.d/10.properties", "http.workers = 1\n"
                                            "route.b.plugin = logger\n"
                                            "route.b.type = channel.folow\n"
                                            "route.b.timeout = soon\n");
    directory.write("conf.d/20.properties", "= x\nroute.c.plugin = logger\nroute.c.type = channel.follow\n"
                                            "route.c.version = 3\nplugin.x.library = nix.so\n");
    CHECK(
        faults_of_files({"http.path=x y"}) ==
        "turnout.properties:1: http.adress: unknown key (did you mean http.address?)\n"
        "turnout.properties:3: http.workers: `0` is out of range: 1 to 64 (did you mean 1?)\n"
        "turnout.properties:4: eventsub.secret: must be 10 to 100 printable ASCII characters, and it has 5\n"
        "turnout.properties:5: a line is `key = value`, but here is only one word\n"
        "turnout.properties:6: route.a.plugin: there is no plugin `loger` (did you mean logger?)\n"
        "turnout.properties:7: log.level: ${env:NOBODY}: this environment variable is not set\n"
        "turnout.properties:8: journal.dedup_window: journal.dedup_window must be above twice eventsub.max_age, that "
        "is "
        "above 20m: else a message could be handled twice\n"
        "conf.d/10.properties:1: http.workers: duplicate key; it stands already in turnout.properties:3\n"
        "conf.d/10.properties:3: route.b.type: `channel.folow` is no type of EventSub (did you mean channel.follow?)\n"
        "conf.d/10.properties:4: route.b.timeout: `soon` is not a duration: a whole number and a unit (ms, s, m, h, "
        "d), "
        "like 10s\n"
        "conf.d/20.properties:1: no key before the `=`\n"
        "conf.d/20.properties:4: route.c.version: channel.follow has no version `3`; there are 1 and 2\n"
        "conf.d/20.properties:5: plugin.x.library: `nix.so` is no file in plugins\n"
        "--set: http.path: `x y` does not begin with a slash\n");
}

TEST_CASE_FIXTURE(Files, "files that cannot be read") {
    CHECK(faults_of_files() == "turnout.properties: cannot be read: No such file or directory; name another with "
                               "--config FILE or $TURNOUT_CONFIG\n");
    directory.write("turnout.properties", head());
    directory.write("conf.d", "");
    CHECK(faults_of_files() == "conf.d: cannot be read: Not a directory\n");
    std::filesystem::remove(directory / "conf.d");
    std::filesystem::create_directories(directory / "conf.d/x.properties");
    CHECK(faults_of_files() == "conf.d/x.properties: is not a regular file\n");
    directory.write("turnout.properties", std::string(4 * 1024 * 1024 + 1, '#'));
    CHECK(faults_of_files().find("turnout.properties: is larger than 4096k; name") != std::string::npos);
}

TEST_CASE_FIXTURE(Files, "a beginning of a word suggests it") {
    directory.write("turnout.properties", head());
    CHECK(faults_of_files({"log.level=warn"}) ==
          "--set: log.level: `warn` is not trace, debug, info, warning or error (did you mean warning?)\n");
}

TEST_CASE_FIXTURE(Files, "overrides replace what files say") {
    directory.write("turnout.properties", head() + "http.workers = nonsense\n");
    auto result = load_files({"http.workers=3", "log.level=error", "plugin.logger.equation=a=b"});
    INFO(to_string(result.problems));
    REQUIRE(result);
    CHECK(result.config->http.workers == 3);
    CHECK(result.config->log.level == "error");
    CHECK(result.config->plugins.front().settings.at("equation") == "a=b");
}

TEST_CASE_FIXTURE(Files, "overrides that are refused") {
    directory.write("turnout.properties", head());
    CHECK(faults_of_files({"http.workers=1", "http.workers=2"}) == "--set: http.workers: given twice with --set\n");
    CHECK(faults_of_files({"http.worker=1"}) == "--set: http.worker: unknown key (did you mean http.workers?)\n");
    CHECK(faults_of_files({"=1"}) == "--set: an override is key=value\n");
    for (const auto* key :
         {"eventsub.secret", "eventsub.secret.previous", "twitch.client_secret", "plugin.logger.bot_token",
          "plugin.logger.APIKey", "plugin.logger.smtp_pass", "plugin.logger.db_pwd", "plugin.logger.Authorization",
          "plugin.logger.bearer", "plugin.logger.api_key", "plugin.logger.SIGNING_KEY"}) {
        CHECK(faults_of_files({std::string(key) + "=hunter2hunter2"}) ==
              "--set: " + std::string(key) +
                  ": a secret cannot be given on a command line, where everybody can read it; put it "
                  "into a file and use ${file:PATH}\n");
    }
}

TEST_CASE_FIXTURE(Files, "a URL with user or password cannot be an override, and is not shown") {
    directory.write("turnout.properties", head());
    for (const auto* url : {"https://u:hunter2@example.com/hook", "hunter2://hunter2@example.com",
                            "a b,ftp://hunter2@h?x", "//u:hunter2@example.com"}) {
        for (const auto* key : {"plugin.logger.webhook_url", "eventsub.callback"}) {
            CHECK(faults_of_files({std::string(key) + "=" + url}) ==
                  "--set: " + std::string(key) +
                      ": a URL with user or password cannot be given on a command line, where everybody can read it; "
                      "put it into a file and use ${file:PATH}\n");
        }
    }
    CHECK(faults_of_files({"plugin.logger.webhook_url=https://example.com/a@b?c=d@e#f@g"}).empty());
    CHECK(faults_of_files({"plugin.logger.mail=me@example.com"}).empty());
    CHECK(faults_of_files({"plugin.logger.place=//example@x/share"}).empty());
    CHECK(faults_of_files({"plugin.logger.keys=a"}).empty());
    CHECK(faults_of_files({"plugin.logger.key=a"}).empty());
}

TEST_CASE_FIXTURE(Files, "a value with a password or token in it cannot be an override, and is not shown") {
    directory.write("turnout.properties", head());
    for (const auto* value : {"host=db user=u Password=hunter2", "https://example.com/hook?access_token=hunter2"}) {
        CHECK(faults_of_files({"plugin.logger.connection=" + std::string(value)}) ==
              "--set: plugin.logger.connection: a password or token cannot be given on a command line, where everybody "
              "can read it; put it into a file and use ${file:PATH}\n");
    }
    CHECK(faults_of_files({"plugin.logger.connection=host=db"}).empty());
}

TEST_CASE("a text needs no file") {
    const auto directory = turnout::test::TemporaryDirectory();
    const auto result = load(
        Sources::from_text("eventsub.secret = 0123456789\nplugins.directory = " + directory.path().string() + "\n"),
        {});
    INFO(to_string(result.problems));
    REQUIRE(result);
    CHECK(result.config->file.empty());
    CHECK(result.config->routes.empty());
    CHECK(result.config->plugins.empty());
    CHECK(to_string(load(Sources::from_text("x", "dev"), {}).problems).find("dev:1: ") == 0);
}

TEST_CASE("the environment is that of the process unless told otherwise") {
    REQUIRE(setenv("TURNOUT_TEST_SECRET", "0123456789", 1) == 0);
    const auto result = load(Sources::from_text("eventsub.secret = ${env:TURNOUT_TEST_SECRET}\n"), {});
    REQUIRE(result);
    CHECK(result.config->eventsub.secret.reveal() == "0123456789");
    CHECK(result.config->withheld.contains("eventsub.secret"));
}

TEST_CASE("any text gives a configuration or problems, and never both or neither") {
    for (const std::string text : {"", "\\", "a", "=\n=\n", "route.\nroute..\nplugin.", "\xff\xfe", "route.a.plugin"}) {
        const auto result = load(Sources::from_text(text), {});
        CHECK(result.config.has_value() == result.problems.empty());
        for (const auto& problem : result.problems) CHECK_FALSE(problem.what.empty());
    }
}
