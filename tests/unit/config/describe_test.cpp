#include "core/config/describe.hpp"

#include "fixture.hpp"

using namespace turnout::config;
using namespace turnout::config::test;

TEST_CASE_FIXTURE(Fixture, "a configuration as people read it") {
    auto config = good("state.directory = /state\n"
                       "plugin.archive.library = logger.so\n"
                       "plugin.archive.path = /var/log/events\n"
                       "route.all.plugin = archive\n"
                       "route.all.type = channel.*\n"
                       "route.all.where.event.user_login.not = nightbot\n"
                       "route.all.where.event.text.is = ${env:SECRET}\n"
                       "route.live.plugin = greeter\n"
                       "route.live.type = stream.online\n"
                       "route.live.condition.broadcaster_user_id = 12826\n"
                       "route.live.concurrency = 2\n"
                       "route.live.start = oldest\n");
    config.plugin_options.directory = "/plugins";
    CHECK(describe(config) ==
          "callback  *:8080 /eventsub\n"
          "admin     127.0.0.1:8081\n"
          "secret    configured\n"
          "state     /state, journal sqlite\n"
          "plugins   /plugins\n"
          "  archive   logger.so  with path\n"
          "  greeter   libgreeter.so\n"
          "routes\n"
          "  all       -> archive   channel.*\n"
          "            where event.user_login.not = nightbot\n"
          "            where event.text.is = (withheld)\n"
          "            in order by broadcaster, timeout 10s, 8 attempts 1s..5m apart, within 1d\n"
          "  live      -> greeter   stream.online 1  broadcaster_user_id = 12826\n"
          "            in order by broadcaster, timeout 10s, 8 attempts 1s..5m apart, within 1d, at "
          "most 2 at once, from the oldest kept event\n");
}

TEST_CASE_FIXTURE(Fixture, "nothing that is withheld is shown") {
    const auto text = describe(good("eventsub.secret.previous = ${env:SECRET}\n"
                                    "twitch.client_secret = hunter2hunter2\n"
                                    "http.path = /${env:SECRET}\n"
                                    "state.directory = /${env:SECRET}\n"
                                    "plugin.logger.url = https://${env:SECRET}/\n"
                                    "plugin.logger.bot_token = hunter2\n"
                                    "plugin.logger.webhook = https://u:hunter2@x/y\n"
                                    "plugin.logger.Password = hunter2\n"));
    CHECK(text.find("hunter") == std::string::npos);
    CHECK(text.find("0123456789abcdef") == std::string::npos);
    CHECK(text.find("logger.so  with Password bot_token url webhook\n") != std::string::npos);
    CHECK(text.find("secret    configured, and a previous one") != std::string::npos);
}
