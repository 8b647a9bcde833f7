#include "core/config/schema.hpp"

#include "fixture.hpp"

#include <set>

using namespace turnout::config;

namespace {

bool is_pattern(const Key& key) {
    return key.pattern.find("NAME") != std::string_view::npos;
}

} // namespace

TEST_CASE("keys are written once, explained, and belong to a section") {
    std::set<std::string_view> seen;
    for (const auto& key : schema()) {
        INFO(key.pattern);
        CHECK(seen.insert(key.pattern).second);
        CHECK(key.help.ends_with('.'));
        CHECK(key.help.find('|') == std::string_view::npos);
        CHECK((key.put != nullptr));
        CHECK_MESSAGE((!key.standard.empty() || !key.example.empty()), "neither a default nor an example");
        CHECK_FALSE((key.required && !key.standard.empty()));
        std::size_t sections_of_key = 0;
        for (const auto& section : sections())
            if (key.pattern.starts_with(std::string(section.prefix) + ".")) ++sections_of_key;
        CHECK(sections_of_key == 1);
    }
}

TEST_CASE("every default and every example is a value of its type and can be put") {
    for (const auto& key : schema()) {
        INFO(key.pattern);
        for (const auto text : {key.standard, key.example}) {
            if (text.empty() || text.find("${") != std::string_view::npos) continue;
            const auto value = parse_value(key.type, std::string(text), {});
            REQUIRE(std::holds_alternative<Value>(value));
            Config config;
            Route route;
            Plugin plugin;
            Target target{config, &route, &plugin, "rest"};
            CHECK_NOTHROW(key.put(target, std::get<Value>(value)));
        }
    }
}

TEST_CASE("the table's defaults are those of an untouched Config") {
    Config config;
    Route route;
    Plugin plugin;
    for (const auto& key : schema()) {
        if (key.standard.empty()) continue;
        Target target{config, &route, &plugin, {}};
        key.put(target, std::get<Value>(parse_value(key.type, std::string(key.standard), {})));
    }
    CHECK(plugin.isolation == Isolation{});
    CHECK(plugin.self_test == Plugin{}.self_test);
    const Config plain;
    CHECK(config.http.address.host == plain.http.address.host);
    CHECK(config.http.address.port == plain.http.address.port);
    CHECK(config.http.path == plain.http.path);
    CHECK(config.http.max_connections == plain.http.max_connections);
    CHECK(config.http.workers == plain.http.workers);
    CHECK(config.http.request_timeout == plain.http.request_timeout);
    CHECK(config.http.idle_timeout == plain.http.idle_timeout);
    CHECK(config.http.max_header == plain.http.max_header);
    CHECK(config.http.max_body == plain.http.max_body);
    CHECK(config.admin.address.host == plain.admin.address.host);
    CHECK(config.admin.address.port == plain.admin.address.port);
    CHECK(config.eventsub.max_age == plain.eventsub.max_age);
    CHECK(config.journal.engine == plain.journal.engine);
    CHECK(config.journal.dedup_window == plain.journal.dedup_window);
    CHECK(config.journal.retention == plain.journal.retention);
    CHECK(config.journal.max_size == plain.journal.max_size);
    CHECK(config.journal.min_free_disk == plain.journal.min_free_disk);
    CHECK(config.journal.dead_max_age == plain.journal.dead_max_age);
    CHECK(config.journal.dead_max_count == plain.journal.dead_max_count);
    CHECK(config.journal.dead_max_size == plain.journal.dead_max_size);
    CHECK(config.plugin_options.required == plain.plugin_options.required);
    CHECK(config.delivery.workers == plain.delivery.workers);
    CHECK(config.delivery.window == plain.delivery.window);
    CHECK(config.log.level == plain.log.level);
    CHECK(config.log.format == plain.log.format);
    CHECK(config.shutdown_timeout == plain.shutdown_timeout);
    const Route plain_route;
    CHECK(route.order_by == plain_route.order_by);
    CHECK(route.start_at_oldest == plain_route.start_at_oldest);
    CHECK(route.concurrency == plain_route.concurrency);
    CHECK(route.timeout == plain_route.timeout);
    CHECK(route.retry.attempts == plain_route.retry.attempts);
    CHECK(route.retry.backoff_min == plain_route.retry.backoff_min);
    CHECK(route.retry.backoff_max == plain_route.retry.backoff_max);
    CHECK(route.retry.max_age == plain_route.retry.max_age);
}

TEST_CASE("keys are found by their pattern") {
    const auto pattern = [](std::string_view key) {
        const auto found = match(key);
        return found.key == nullptr ? std::string()
                                    : std::string(found.key->pattern) + "|" + found.name + "|" + found.rest;
    };
    for (const auto& key : schema()) {
        if (!is_pattern(key)) CHECK(match(key.pattern).key == &key);
    }
    CHECK(pattern("plugin.a.library") == "plugin.NAME.library|a|");
    CHECK(pattern("plugin.a.library.x") == "plugin.NAME.KEY|a|library.x");
    CHECK(pattern("plugin.a.b.c") == "plugin.NAME.KEY|a|b.c");
    CHECK(pattern("route.x.condition.user_id") == "route.NAME.condition.KEY|x|user_id");
    CHECK(pattern("route.x.retry.attempts") == "route.NAME.retry.attempts|x|");
    for (const auto* key : {"", ".", "http", "http.", "http.address.", "http.address.x", "plugin.a", "plugin.a.",
                            "route.x", "route.x.condition", "route.x.condition.", "route.x.where", "HTTP.address"})
        CHECK(pattern(key) == "");
}

TEST_CASE("the nearest key keeps the names of the one that was written") {
    CHECK(nearest_key("http.adress") == "http.address");
    CHECK(nearest_key("eventsub.secert") == "eventsub.secret");
    CHECK(nearest_key("route.follows.plugn") == "route.follows.plugin");
    CHECK(nearest_key("routes.follows.retry.atempts") == "route.follows.retry.attempts");
    CHECK(nearest_key("something.else.entirely") == "");
    CHECK(nearest_key("") == "");
}
