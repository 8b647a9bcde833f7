#include "fixture.hpp"

using namespace turnout::config;
using namespace turnout::config::test;

TEST_CASE_FIXTURE(Fixture, "unknown keys, with the nearest one") {
    CHECK(faults("http.adress = *:80\n") == "t.properties:2: http.adress: unknown key (did you mean http.address?)\n");
    CHECK(faults("route.a.plugin=logger\nroute.a.retry.attempt = 3\n") ==
          "t.properties:3: route.a.retry.attempt: unknown key (did you mean route.a.retry.attempts?)\n");
    CHECK(faults("colour = red\n") == "t.properties:2: colour: unknown key\n");
}

TEST_CASE_FIXTURE(Fixture, "wrong types and ranges, with what would be right") {
    CHECK(faults("http.workers = many\n") == "t.properties:2: http.workers: `many` is not a whole number\n");
    CHECK(faults("http.workers = 0\n") ==
          "t.properties:2: http.workers: `0` is out of range: 1 to 64 (did you mean 1?)\n");
    CHECK(faults("eventsub.max_age = 600\n") == "t.properties:2: eventsub.max_age: `600` lacks a unit: a whole number "
                                                "and a unit (ms, s, m, h, d), like 10s (did "
                                                "you mean 600s?)\n");
    CHECK(faults("log.level = inf\n") ==
          "t.properties:2: log.level: `inf` is not trace, debug, info, warning or error (did you mean info?)\n");
    CHECK(faults("http.workers =\n") == "t.properties:2: http.workers: the value is missing\n");
    CHECK(faults("http.workers = ${env:EMPTY}\n") == "t.properties:2: http.workers: the value is missing\n");
}

TEST_CASE_FIXTURE(Fixture, "missing keys") {
    CHECK(to_string(load_text("http.workers = 1\n").problems) ==
          "t.properties: eventsub.secret: missing: Signs every message; the secret of the subscriptions.\n");
    CHECK(faults("\nroute.a.timeout = 1s\n") ==
          "t.properties:3: route.a.plugin: missing: The plugin that handles the events of this route.\n");
}

TEST_CASE_FIXTURE(Fixture, "names of plugins and routes") {
    CHECK(faults("route.@host.plugin = logger\n") ==
          "t.properties:2: route.@host.plugin: names with @ belong to the host itself\n");
    CHECK(faults("route.a\\ b.plugin = logger\n") ==
          "t.properties:2: route.a b.plugin: a name is made of letters, digits, _ and - only\n");
    CHECK(faults("plugin..library = logger.so\n") ==
          "t.properties:2: plugin..library: a name is made of letters, digits, _ and - only\n");
    good("route.A-b_9.plugin = logger\n");
}

TEST_CASE_FIXTURE(Fixture, "a secret that is no good is told without it") {
    for (const auto* line : {"eventsub.secret.previous = hunter2\n", "eventsub.secret.previous = ${env:SHORT}\n"})
        CHECK(faults(line) ==
              "t.properties:2: eventsub.secret.previous: must be 10 to 100 printable ASCII characters, and it "
              "has 7\n");
    CHECK(faults("eventsub.secret.previous =\n") == "t.properties:2: eventsub.secret.previous: the value is missing\n");
    CHECK(faults("eventsub.secret.previous = 0123456789abcdef\n") ==
          "t.properties:2: eventsub.secret.previous: is the same as eventsub.secret: leave it out\n");
}

TEST_CASE_FIXTURE(Fixture, "values from outside are never shown, whatever is wrong with them") {
    const auto hunter = [&](const std::string& text) {
        const auto told = faults(text);
        CHECK(told.find("t.properties:2: ") == 0);
        CHECK(told.find("hunter") == std::string::npos);
        CHECK(told.find("did you mean") == std::string::npos);
    };
    directory.write("plugins/hunter2hunter.so", "");
    for (const auto* key : {"http.address", "http.path", "http.workers", "http.max_body", "eventsub.max_age",
                            "log.level", "plugins.required", "plugin.a.library", "eventsub.callback"})
        hunter(std::string(key) + " = ${env:SECRET}\n");
    for (const auto* key : {"plugin", "type", "version", "condition.user_id", "order_by", "start", "retry.backoff"}) {
        std::string rest = std::string(key) == "plugin" ? "" : "route.a.plugin = logger\n";
        if (std::string(key) == "version") rest += "route.a.type = stream.online\n";
        hunter("route.a." + std::string(key) + " = ${env:SECRET}\n" + rest);
    }
}

TEST_CASE_FIXTURE(Fixture, "a secret that slipped out of its line is not told as a key") {
    CHECK(faults("eventsub.secret.previous = \n  hunter2hunter2==\n").find("hunter") == std::string::npos);
    CHECK(faults("eventsub.secret.previous = \n  hunter2hunter2\n").find("hunter") == std::string::npos);
    overrides = {"hunter2"};
    CHECK(faults("") == "--set: an override is key=value\n");
}

TEST_CASE_FIXTURE(Fixture, "duplicates are told with both places") {
    CHECK(faults("http.workers = 1\nhttp.workers = 2\n") ==
          "t.properties:3: http.workers: duplicate key; it stands already in t.properties:2\n");
    CHECK(faults("eventsub.secret = 0123456789\n") ==
          "t.properties:2: eventsub.secret: duplicate key; it stands already in t.properties:1\n");
    CHECK(faults("plugin.logger.a = 1\nplugin.logger.a = 1\n") ==
          "t.properties:3: plugin.logger.a: duplicate key; it stands already in t.properties:2\n");
}

TEST_CASE_FIXTURE(Fixture, "placeholders that cannot be resolved") {
    CHECK(faults("log.level = ${env:NOBODY}\n") ==
          "t.properties:2: log.level: ${env:NOBODY}: this environment variable is not set\n");
    CHECK(faults("log.level = ${oops\n") ==
          "t.properties:2: log.level: a `${` has no `}`; for a literal `${` write `$${`\n");
    CHECK(good("plugin.logger.text = $${user} says\n").plugins.front().settings.at("text") == "${user} says");
}

TEST_CASE_FIXTURE(Fixture, "rules between keys") {
    CHECK(faults("journal.dedup_window = 20m\n") == "t.properties:2: journal.dedup_window: journal.dedup_window must "
                                                    "be above twice eventsub.max_age, that is above "
                                                    "20m: else a message could be handled twice\n");
    CHECK(good("journal.dedup_window = 1201s\n").journal.dedup_window.count() == 1'201'000);
    CHECK(faults("eventsub.max_age = 13h\n").find("t.properties:2: eventsub.max_age: journal.dedup_window must") == 0);
    // A key that is no good is not spoken of twice.
    CHECK(faults("journal.dedup_window = 1m\neventsub.max_age = x\n").find("dedup_window") == std::string::npos);
    constexpr std::uint64_t mega = 1024 * 1024, giga = 1024 * mega;
    CHECK(good("").journal.dead_max_size == 2 * giga);
    CHECK(good("journal.max_size = 100m\n").journal.dead_max_size == 50 * mega);
    CHECK(good("journal.max_size = 100g\n").journal.dead_max_size == 2 * giga);
    CHECK(good("journal.dead.max_size = 5g\n").journal.dead_max_size == 5 * giga);
    CHECK(faults("journal.max_size = 100m\njournal.dead.max_size = 51m\n") ==
          "t.properties:3: journal.dead.max_size: `51m` is more than half of journal.max_size, that is more than 50m: "
          "dead letters would leave no room for events; lower it, leave it out, or raise journal.max_size\n");
    CHECK(faults("journal.dead.max_size = 6g\n").find("t.properties:2: journal.dead.max_size: `6g`") == 0);
    CHECK(faults("journal.dead.max_size = 6g\njournal.max_size = x\n").find("half") == std::string::npos);
    CHECK(faults("admin.address = 127.0.0.1:8080\n") == "t.properties:2: admin.address: http.address and admin.address "
                                                        "are the same: the admin port needs an address or a "
                                                        "port of its own\n");
    good("admin.address = 127.0.0.1:0\nhttp.address = 127.0.0.1:0\n");
    good("admin.address = 127.0.0.1:80\nhttp.address = 127.0.0.2:80\n");
}

TEST_CASE_FIXTURE(Fixture, "a token of the admin API fits into a header") {
    CHECK(good("admin.token = 0123456789abcdef\n").admin.token.reveal() == "0123456789abcdef");
    CHECK(good("").admin.token.empty());
    CHECK(faults("admin.token = with a space in it\n") ==
          "t.properties:2: admin.token: has a space in it: make one with `openssl rand -hex 32`\n");
    CHECK(faults("admin.token = short\n").find("admin.token") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "everything lands in its place") {
    const auto config = good("http.address = [::1]:9000\n"
                             "http.path = /hook\n"
                             "http.max_connections = 10\n"
                             "http.workers = 2\n"
                             "http.request_timeout = 1s\n"
                             "http.idle_timeout = 2s\n"
                             "http.max_header = 2k\n"
                             "http.max_body = 3k\n"
                             "admin.address = 127.0.0.1:9001\n"
                             "eventsub.callback = https://events.example.com/hook\n"
                             "eventsub.secret.previous = ${env:SECRET}\n"
                             "eventsub.max_age = 5m\n"
                             "twitch.client_id = id\n"
                             "twitch.client_secret = secret of the client\n"
                             "state.directory = /state\n"
                             "journal.engine = sqlite\n"
                             "journal.dedup_window = 11m\n"
                             "journal.retention = 1d\n"
                             "journal.max_size = 1g\n"
                             "journal.min_free_disk = 0\n"
                             "journal.dead.max_age = 2d\n"
                             "journal.dead.max_count = 7\n"
                             "journal.dead.max_size = 3m\n"
                             "plugins.cache = /cache\n"
                             "plugins.required = logger, greeter\n"
                             "delivery.workers = 3\n"
                             "delivery.window = 99\n"
                             "log.level = debug\n"
                             "log.format = json\n"
                             "shutdown.timeout = 0s\n"
                             "plugin.logger.a.b = c\n");
    CHECK(config.http.address.host == "::1");
    CHECK(config.http.address.port == 9000);
    CHECK(config.http.path == "/hook");
    CHECK(config.http.max_connections == 10);
    CHECK(config.http.workers == 2);
    CHECK(config.http.request_timeout.count() == 1000);
    CHECK(config.http.idle_timeout.count() == 2000);
    CHECK(config.http.max_header == 2048);
    CHECK(config.http.max_body == 3072);
    CHECK(config.admin.address.port == 9001);
    CHECK(config.eventsub.callback == "https://events.example.com/hook");
    CHECK(config.eventsub.secret.reveal() == "0123456789abcdef");
    CHECK(config.eventsub.previous_secret.reveal() == "hunter2hunter2");
    CHECK(config.eventsub.max_age.count() == 300'000);
    CHECK(config.twitch.client_id == "id");
    CHECK(config.twitch.client_secret.reveal() == "secret of the client");
    CHECK(config.state_directory == "/state");
    CHECK(config.journal.dedup_window.count() == 660'000);
    CHECK(config.journal.retention.count() == 86'400'000);
    CHECK(config.journal.max_size == std::uint64_t{1} << 30U);
    CHECK(config.journal.min_free_disk == 0);
    CHECK(config.journal.dead_max_age.count() == 172'800'000);
    CHECK(config.journal.dead_max_count == 7);
    CHECK(config.journal.dead_max_size == std::uint64_t{3} << 20U);
    CHECK(config.plugin_options.cache == "/cache");
    CHECK(config.plugin_options.required == Required::listed);
    CHECK(config.plugin_options.required_names == std::vector<std::string>{"logger", "greeter"});
    CHECK(config.delivery.workers == 3);
    CHECK(config.delivery.window == 99);
    CHECK(config.log.level == "debug");
    CHECK(config.log.format == LogFormat::json);
    CHECK(config.shutdown_timeout.count() == 0);
    CHECK(config.plugins.at(1).settings == std::map<std::string, std::string>{{"a.b", "c"}});
    CHECK(good("plugins.required = none\n").plugin_options.required == Required::none);
}
