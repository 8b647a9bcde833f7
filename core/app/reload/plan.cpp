#include "core/app/reload/plan.hpp"

#include <algorithm>
#include <array>

namespace turnout::app {
namespace {

using config::Config;

/// A setting that is applied as a whole: whether it differs, and how the old value is kept.
struct Setting {
    const char* key;
    bool (*differs)(const Config& before, const Config& after);
    void (*keep)(const Config& before, Config& after);
};

#define TURNOUT_SETTING(key, member)                                                                     \
    Setting {                                                                                            \
        key, [](const Config& before, const Config& after) { return !(before.member == after.member); }, \
            [](const Config& before, Config& after) { after.member = before.member; }                    \
    }

bool same(const config::Secret& left, const config::Secret& right) {
    return left.reveal() == right.reveal();
}

bool same(const config::Address& left, const config::Address& right) {
    return left.host == right.host && left.port == right.port;
}

#define TURNOUT_SETTING_BY(key, member)                                                                    \
    Setting {                                                                                              \
        key, [](const Config& before, const Config& after) { return !same(before.member, after.member); }, \
            [](const Config& before, Config& after) { after.member = before.member; }                      \
    }

const std::array settings_for_restart{
    TURNOUT_SETTING("http.workers", http.workers),
    TURNOUT_SETTING("state.directory", state_directory),
    TURNOUT_SETTING("journal.engine", journal.engine),
    TURNOUT_SETTING("journal.dedup_window", journal.dedup_window),
    TURNOUT_SETTING("plugins.cache", plugin_options.cache),
    TURNOUT_SETTING("delivery.window", delivery.window),
    TURNOUT_SETTING("log.format", log.format),
};

const std::array settings_at_once{
    TURNOUT_SETTING_BY("http.address", http.address),
    TURNOUT_SETTING("http.path", http.path),
    TURNOUT_SETTING("http.max_connections", http.max_connections),
    TURNOUT_SETTING("http.request_timeout", http.request_timeout),
    TURNOUT_SETTING("http.idle_timeout", http.idle_timeout),
    TURNOUT_SETTING("http.max_header", http.max_header),
    TURNOUT_SETTING("http.max_body", http.max_body),
    TURNOUT_SETTING_BY("admin.address", admin.address),
    TURNOUT_SETTING_BY("admin.token", admin.token),
    TURNOUT_SETTING("eventsub.callback", eventsub.callback),
    TURNOUT_SETTING_BY("eventsub.secret", eventsub.secret),
    TURNOUT_SETTING_BY("eventsub.secret.previous", eventsub.previous_secret),
    TURNOUT_SETTING("eventsub.max_age", eventsub.max_age),
    TURNOUT_SETTING("journal.retention", journal.retention),
    TURNOUT_SETTING("journal.max_size", journal.max_size),
    TURNOUT_SETTING("journal.min_free_disk", journal.min_free_disk),
    TURNOUT_SETTING("journal.dead.max_age", journal.dead_max_age),
    TURNOUT_SETTING("journal.dead.max_count", journal.dead_max_count),
    TURNOUT_SETTING("journal.dead.max_size", journal.dead_max_size),
    TURNOUT_SETTING("plugins.directory", plugin_options.directory),
    TURNOUT_SETTING("plugins.required", plugin_options.required),
    TURNOUT_SETTING("plugins.required", plugin_options.required_names),
    TURNOUT_SETTING("plugins.start_timeout", plugin_options.start_timeout),
    TURNOUT_SETTING("plugins.drain_timeout", plugin_options.drain_timeout),
    TURNOUT_SETTING("plugins.max_zombies", plugin_options.max_zombies),
    TURNOUT_SETTING("delivery.workers", delivery.workers),
    TURNOUT_SETTING("log.level", log.level),
    TURNOUT_SETTING("shutdown.timeout", shutdown_timeout),
};

/// Applied at once, unless what the host has stands in its way.
struct ObstructedSetting {
    Setting setting;
    bool (*is_obstructed)(const Config& before, const Config& after);
};

bool is_any(const std::string& host) {
    return host == "*" || host == "0.0.0.0" || host == "::";
}

bool overlap(const config::Address& left, const config::Address& right) {
    return left.port != 0 && left.port == right.port &&
           (left.host == right.host || is_any(left.host) || is_any(right.host));
}

bool is_open(const Config& running, const config::Address& address) {
    return overlap(running.http.address, address) || overlap(running.admin.address, address);
}

const std::array settings_at_once_or_later{
    ObstructedSetting{TURNOUT_SETTING_BY("http.address", http.address),
                      [](const Config& before, const Config& after) { return is_open(before, after.http.address); }},
    ObstructedSetting{TURNOUT_SETTING_BY("admin.address", admin.address),
                      [](const Config& before, const Config& after) { return is_open(before, after.admin.address); }},
    // The window stays what it is until a restart, and must be above twice the age.
    ObstructedSetting{TURNOUT_SETTING("eventsub.max_age", eventsub.max_age),
                      [](const Config& before, const Config& after) {
                          return before.journal.dedup_window <= 2 * after.eventsub.max_age;
                      }},
};

#undef TURNOUT_SETTING
#undef TURNOUT_SETTING_BY

template <class Settings>
std::vector<std::string> changed(const Settings& settings, const Config& before, const Config& after) {
    std::vector<std::string> keys;
    for (const Setting& setting : settings)
        if (setting.differs(before, after) && (keys.empty() || keys.back() != setting.key))
            keys.emplace_back(setting.key);
    return keys;
}

template <class Named> const Named* find(const std::vector<Named>& all, const std::string& name) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Named& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

void plan_plugins(const Config& before, const Config& after, const Contents& running,
                  const std::function<std::string(const config::Plugin&)>& content_now, Plan& plan) {
    using Kind = PluginChange::Kind;
    for (const auto& plugin : after.plugins) {
        const auto* former = find(before.plugins, plugin.name);
        const auto loaded = running.find(plugin.name);
        if (former == nullptr || loaded == running.end())
            plan.plugins.push_back({Kind::added, plugin.name});
        else if (content_now(plugin) != loaded->second)
            plan.plugins.push_back({Kind::new_code, plugin.name});
        else if (former->settings != plugin.settings || former->isolation != plugin.isolation)
            plan.plugins.push_back({Kind::new_settings, plugin.name});
    }
    for (const auto& plugin : before.plugins)
        if (find(after.plugins, plugin.name) == nullptr) plan.plugins.push_back({Kind::removed, plugin.name});
}

void plan_routes(const Config& before, const Config& after, Plan& plan) {
    using Kind = RouteChange::Kind;
    for (const auto& route : after.routes) {
        const auto* former = find(before.routes, route.name);
        if (former == nullptr)
            plan.routes.push_back({Kind::added, route.name});
        else if (!(*former == route))
            plan.routes.push_back({Kind::changed, route.name});
    }
    for (const auto& route : before.routes)
        if (find(after.routes, route.name) == nullptr) plan.routes.push_back({Kind::removed, route.name});
}

const char* text_of(const PluginChange& change) {
    switch (change.kind) {
    case PluginChange::Kind::added: return "added";
    case PluginChange::Kind::removed: return "removed";
    case PluginChange::Kind::new_code: return "new code";
    case PluginChange::Kind::new_settings:
        return change.by_configure ? "new settings, by configure()" : "new settings, in a new instance";
    }
    return "";
}

const char* text_of(RouteChange::Kind kind) {
    switch (kind) {
    case RouteChange::Kind::added: return "added";
    case RouteChange::Kind::removed: return "removed";
    case RouteChange::Kind::changed: return "changed";
    }
    return "";
}

} // namespace

Plan make_plan(const Config& before, const Config& after, const Contents& running,
               const std::function<std::string(const config::Plugin&)>& content_now) {
    Plan plan;
    plan_plugins(before, after, running, content_now, plan);
    plan_routes(before, after, plan);
    plan.settings = changed(settings_at_once, before, applicable(before, after));
    plan.needs_restart = changed(settings_for_restart, before, after);
    for (const auto& [setting, is_obstructed] : settings_at_once_or_later)
        if (setting.differs(before, after) && is_obstructed(before, after))
            plan.needs_restart.emplace_back(setting.key);
    return plan;
}

Config applicable(const Config& before, Config after) {
    for (const Setting& setting : settings_for_restart) setting.keep(before, after);
    for (const auto& [setting, is_obstructed] : settings_at_once_or_later)
        if (setting.differs(before, after) && is_obstructed(before, after)) setting.keep(before, after);
    return after;
}

std::vector<std::string> lines_of(const Plan& plan) {
    std::vector<std::string> lines;
    for (const auto& plugin : plan.plugins) lines.push_back("plugin " + plugin.name + ": " + text_of(plugin));
    for (const auto& route : plan.routes) lines.push_back("route " + route.name + ": " + text_of(route.kind));
    for (const auto& key : plan.settings) lines.push_back(key + ": changed");
    return lines;
}

} // namespace turnout::app
