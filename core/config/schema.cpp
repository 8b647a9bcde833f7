#include "core/config/schema.hpp"

#include <array>
#include <type_traits>
#include <utility>

namespace turnout::config {
namespace {

constexpr std::uint64_t second = 1'000, minute = 60 * second, hour = 60 * minute, day = 24 * hour;
constexpr std::uint64_t kilo = 1024, mega = kilo * kilo, giga = kilo * mega, tera = kilo * giga;

constexpr std::array<std::string_view, 1> engines{"sqlite"};
constexpr std::array<std::string_view, 2> starts{"now", "oldest"};
constexpr std::array<std::string_view, 2> retry_orders{"hold", "overtake"};
constexpr std::array<std::string_view, 4> orders{"broadcaster", "user", "subscription", "none"};
constexpr std::array<std::string_view, 2> switches{"on", "off"};
constexpr std::array<std::string_view, 5> levels{"trace", "debug", "info", "warning", "error"};
constexpr std::array<std::string_view, 2> formats{"text", "json"};
constexpr std::array<std::string_view, 2> isolations{"none", "process"};

constexpr Type text{Kind::text}, name{Kind::name}, address{Kind::address}, path{Kind::path};

constexpr Type count(std::uint64_t min, std::uint64_t max) {
    return {Kind::count, min, max};
}

constexpr Type size(std::uint64_t min, std::uint64_t max) {
    return {Kind::size, min, max};
}

constexpr Type duration(std::uint64_t min, std::uint64_t max) {
    return {Kind::duration, min, max};
}

constexpr Type secret(std::uint64_t min, std::uint64_t max) {
    return {Kind::secret, min, max};
}

constexpr Type choice(std::span<const std::string_view> choices) {
    return {Kind::choice, 0, 0, choices};
}

/// Every value of the table fits its member: a count is limited by the table to what the member holds.
template <class Member> void assign(Member& member, const Value& value) {
    if constexpr (std::is_integral_v<Member> && !std::is_same_v<Member, bool>)
        member = static_cast<Member>(std::get<std::uint64_t>(value));
    else
        member = std::get<Member>(value);
}

void put_required(Target& target, const Value& value) {
    auto& options = target.config.plugin_options;
    const auto& names = std::get<std::vector<std::string>>(value);
    options.required = names.front() == "all"    ? Required::all
                       : names.front() == "none" ? Required::none
                                                 : Required::listed;
    options.required_names = options.required == Required::listed ? names : std::vector<std::string>{};
}

void put_backoff(Target& target, const Value& value) {
    const auto& range = std::get<DurationRange>(value);
    target.route->retry.backoff_min = range.min;
    target.route->retry.backoff_max = range.max;
}

void put_isolation(Target& target, const Value& value) {
    target.plugin->isolation.process = std::get<std::string>(value) == "process";
}

#define PUT(member) [](Target& to, const Value& value) { assign(to.member, value); }

const std::array keys{
    Key{"http.address", address, "*:8080", "",
        "Public address, for Twitch or the reverse proxy; `*` is every IPv4 and IPv6 address.",
        PUT(config.http.address)},
    Key{"http.path", {Kind::url_path}, "/eventsub", "", "Path of the callback.", PUT(config.http.path)},
    Key{"http.max_connections", count(1, 1'000'000), "4096", "", "Open connections; more are answered 503.",
        PUT(config.http.max_connections)},
    Key{"http.workers", count(1, 64), "1", "", "Threads that serve the public address.", PUT(config.http.workers)},
    Key{"http.request_timeout", duration(100, 10 * minute), "10s", "", "A whole request must arrive within this time.",
        PUT(config.http.request_timeout)},
    Key{"http.idle_timeout", duration(100, hour), "75s", "",
        "A connection without a request is closed after this time.", PUT(config.http.idle_timeout)},
    Key{"http.max_header", size(kilo, mega), "16k", "", "Largest head of a request.", PUT(config.http.max_header)},
    Key{"http.max_body", size(kilo, 64 * mega), "512k", "", "Largest body of a request; a larger one is answered 413.",
        PUT(config.http.max_body)},
    Key{"admin.address", address, "127.0.0.1:8081", "",
        "Address of health, metrics and the admin API; keep it private.", PUT(config.admin.address)},
    Key{"admin.token", secret(16, 200), "", "${file:admin.token}",
        "What clients of the API show. Without it the host makes one, in the file admin.token in state.directory.",
        PUT(config.admin.token)},
    Key{"eventsub.callback",
        {Kind::callback},
        "",
        "https://events.example.com/eventsub",
        "The public URL at which Twitch reaches `http.path`.",
        PUT(config.eventsub.callback)},
    Key{"eventsub.secret", secret(10, 100), "", "${file:secret}",
        "Signs every message; the secret of the subscriptions.", PUT(config.eventsub.secret), true},
    Key{"eventsub.secret.previous", secret(10, 100), "", "${file:secret.previous}",
        "Still accepted, while subscriptions made with it exist.", PUT(config.eventsub.previous_secret)},
    Key{"eventsub.max_age", duration(second, day), "10m", "",
        "A message whose timestamp is further off, either way, is not handled.", PUT(config.eventsub.max_age)},
    Key{"twitch.client_id", text, "", "your-client-id", "Client ID of the application at Twitch; not used yet.",
        PUT(config.twitch.client_id)},
    Key{"twitch.client_secret", secret(1, 200), "", "${env:TWITCH_CLIENT_SECRET}", "Its client secret; not used yet.",
        PUT(config.twitch.client_secret)},
    Key{"state.directory", path, "/var/lib/turnout", "", "Where the journal lives; one host at a time.",
        PUT(config.state_directory)},
    Key{"journal.engine", choice(engines), "sqlite", "", "How the journal is stored.", PUT(config.journal.engine)},
    Key{"journal.dedup_window", duration(second, 90 * day), "24h", "",
        "How long a message id is remembered; above twice `eventsub.max_age`.", PUT(config.journal.dedup_window)},
    Key{"journal.retention", duration(second, 3650 * day), "7d", "",
        "How long events are kept that every route has settled.", PUT(config.journal.retention)},
    Key{"journal.max_size", size(mega, 1024 * tera), "10g", "",
        "Settled events go earlier when the journal comes near it; at it events are answered 503.",
        PUT(config.journal.max_size)},
    Key{"journal.min_free_disk", size(0, 1024 * tera), "256m", "",
        "Below this much free space events are answered 503.", PUT(config.journal.min_free_disk)},
    Key{"journal.dead.max_age", duration(second, 3650 * day), "30d", "", "Dead letters older than that are ended.",
        PUT(config.journal.dead_max_age)},
    Key{"journal.dead.max_count", count(0, 1'000'000'000), "1000000", "", "Of more dead letters the oldest are ended.",
        PUT(config.journal.dead_max_count)},
    Key{"journal.dead.max_size", size(0, 1024 * tera), "2g", "",
        "When the events of all dead letters are larger, the oldest are ended; at most half of `journal.max_size`, as "
        "the "
        "default then is.",
        PUT(config.journal.dead_max_size)},
    Key{"plugins.directory", path, "/usr/lib/turnout/plugins", "", "Where plugins lie.",
        PUT(config.plugin_options.directory)},
    Key{"plugins.cache", path, "", "/var/lib/turnout/plugins",
        "For private copies of plugins; must allow execution. Without it `plugins` below `state.directory`.",
        PUT(config.plugin_options.cache)},
    Key{"plugins.required", {Kind::names}, "all", "", "Plugins without which the host does not start.", put_required},
    Key{"plugins.start_timeout", duration(100, hour), "10s", "",
        "A plugin that takes longer to load, create and start has failed; the host goes on without it. "
        "So long it may also take over new settings.",
        PUT(config.plugin_options.start_timeout)},
    Key{"plugins.drain_timeout", duration(1, hour), "5s", "",
        "At a reload: what a plugin that is replaced or configured is handling may take so long to end. If it does "
        "not, the old one goes on; what it has deferred goes to the new one.",
        PUT(config.plugin_options.drain_timeout)},
    Key{"plugins.max_zombies", count(0, 1'000), "3", "",
        "So many former libraries of a plugin may stay in memory because they cannot be unloaded, or hang; then it is "
        "neither reloaded nor configured any more, unless into a process of its own.",
        PUT(config.plugin_options.max_zombies)},
    Key{"plugin.NAME.library",
        {Kind::library},
        "",
        "jsonl.so",
        "The plugin's file. Without it `NAME.so` or `libNAME.so`.",
        PUT(plugin->library)},
    Key{"plugin.NAME.self_test",
        {Kind::boolean},
        "false",
        "",
        "At a reload a fresh one must first answer OK to one sample of each type that it handles, marked as a test. "
        "What it "
        "does by the event's token (state, emit, defer) is refused then.",
        PUT(plugin->self_test)},
    Key{"plugin.NAME.isolation", choice(isolations), "none", "",
        "`process`: the plugin runs in a process of its own, so that it can take nothing down but itself.",
        put_isolation},
    Key{"plugin.NAME.isolation.user", text, "", "nobody",
        "The user as which that process runs; only if the host runs as root.", PUT(plugin->isolation.user)},
    Key{"plugin.NAME.isolation.seccomp",
        {Kind::boolean},
        "false",
        "",
        "Whether the system refuses it what no handler needs: starting programs, looking into other processes, and "
        "what "
        "administers the machine.",
        PUT(plugin->isolation.filter_system_calls)},
    Key{"plugin.NAME.limits.memory", size(32 * mega, tera), "", "1g",
        "Address space of that process; what needs more fails in it.", PUT(plugin->isolation.memory)},
    Key{"plugin.NAME.limits.cpu", duration(second, 365 * day), "", "1h",
        "Processor time after which that process is ended, and a fresh one started.", PUT(plugin->isolation.cpu)},
    Key{"plugin.NAME.limits.files", count(16, 1'000'000), "", "256", "Files that process may have open at once.",
        PUT(plugin->isolation.files)},
    Key{"plugin.NAME.KEY",
        {Kind::setting},
        "",
        "/var/log/turnout/events.jsonl",
        "A setting of the plugin, see its README.",
        [](Target& to, const Value& value) {
            to.plugin->settings[std::string(to.rest)] = std::get<std::string>(value);
        }},
    Key{"route.NAME.plugin", name, "", "archive", "The plugin that handles the events of this route.",
        PUT(route->plugin), true},
    Key{"route.NAME.enabled",
        {Kind::boolean},
        "true",
        "",
        "With false events pass the route by, for good; what already waits on it stays as it is.",
        PUT(route->enabled)},
    Key{"route.NAME.paused",
        {Kind::boolean},
        "false",
        "",
        "With true its events wait, also after `turnout routes resume`.",
        PUT(route->paused)},
    Key{"route.NAME.renamed_from", name, "", "online",
        "The former name of this route: it goes on where that one was, with what waits and the dead letters.",
        PUT(route->renamed_from)},
    Key{"route.NAME.type", text, "", "stream.online",
        "Only events of this type; `channel.*`: of every type that begins so; custom.NAME: those that plugins emit. "
        "Without it every event.",
        PUT(route->type)},
    Key{"route.NAME.version", text, "", "1", "Only this version of the type. Without it every version.",
        PUT(route->version)},
    Key{"route.NAME.condition.KEY", text, "", "12826",
        "With a type: the condition of the subscription that belongs to the route.",
        [](Target& to, const Value& value) {
            to.route->condition[std::string(to.rest)] = std::get<std::string>(value);
        }},
    Key{"route.NAME.where.KEY",
        {Kind::filter},
        "",
        "nightbot",
        "KEY is PATH.OPERATOR: only events for which this holds, see Filters. All of them must hold.",
        [](Target& to, const Value& value) {
            Filter filter;
            filter.key = to.rest;
            filter.operand = std::get<std::string>(value);
            to.route->where.push_back(std::move(filter));
        },
        false,
        "event.broadcaster_user_login.not"},
    Key{"route.NAME.order_by",
        {Kind::order, 0, 0, orders},
        "broadcaster",
        "",
        "Events that agree in this are handled one at a time, in order.",
        PUT(route->order_by)},
    Key{"route.NAME.order_on_retry", choice(retry_orders), "hold", "",
        "Whether later events of the same key wait for one that is tried again, or overtake it.",
        [](Target& to, const Value& value) { to.route->overtake = std::get<std::string>(value) == "overtake"; }},
    Key{"route.NAME.start", choice(starts), "now", "",
        "Where a new route begins: at the present, or at the oldest kept event.",
        [](Target& to, const Value& value) { to.route->start_at_oldest = std::get<std::string>(value) == "oldest"; }},
    Key{"route.NAME.concurrency", count(0, 1024), "0", "", "Events handled at once on this route; 0 sets no limit.",
        PUT(route->concurrency)},
    Key{"route.NAME.max_backlog", count(0, 1'000'000'000), "0", "",
        "Events that may wait; of more the oldest become dead letters `overflow`. 0 sets no limit.",
        PUT(route->max_backlog)},
    Key{"route.NAME.timeout", duration(1, day), "10s", "", "The plugin should be done with one event within this time.",
        PUT(route->timeout)},
    Key{"route.NAME.retry.attempts", count(1, 1000), "8", "", "Attempts in all; then the event becomes a dead letter.",
        PUT(route->retry.attempts)},
    Key{"route.NAME.retry.backoff",
        {Kind::duration_range, 1, 30 * day},
        "1s..5m",
        "",
        "First and longest pause between attempts.",
        put_backoff},
    Key{"route.NAME.retry.max_age", duration(second, 365 * day), "24h", "",
        "No attempt later than this after the first.", PUT(route->retry.max_age)},
    Key{"route.NAME.retry.crash_attempts", count(1, 100), "3", "",
        "An event in which the host ended so often, alone or as its crash report says, becomes a dead letter.",
        PUT(route->retry.crash_attempts)},
    Key{"route.NAME.circuit", choice(switches), "on", "",
        "Whether the events wait while the plugin fails constantly, instead of using up their attempts.",
        [](Target& to, const Value& value) { to.route->circuit.enabled = std::get<std::string>(value) == "on"; }},
    Key{"route.NAME.circuit.failures", count(1, 100), "50", "",
        "Percent of the attempts within the window that must fail: retries, exceptions and timeouts; no rejections.",
        PUT(route->circuit.failures)},
    Key{"route.NAME.circuit.minimum", count(1, 1'000'000), "20", "",
        "With fewer attempts within the window nothing is said of the plugin.", PUT(route->circuit.minimum)},
    Key{"route.NAME.circuit.window", duration(second, day), "1m", "", "What is looked at: the last so many seconds.",
        PUT(route->circuit.window)},
    Key{"route.NAME.circuit.open", duration(100, day), "30s", "",
        "How long nothing is handed out; then single events show whether the plugin works again.",
        PUT(route->circuit.open)},
    Key{"delivery.workers", count(1, 1024), "4", "", "Threads that call plugins.", PUT(config.delivery.workers)},
    Key{"delivery.window", count(1, 1'000'000), "1024", "", "Events of one route in memory.",
        PUT(config.delivery.window)},
    Key{"log.level", choice(levels), "info", "", "The least important line that is written.", PUT(config.log.level)},
    Key{"log.format", choice(formats), "text", "", "Lines for people, or one JSON object each.",
        [](Target& to, const Value& value) {
            to.config.log.format = std::get<std::string>(value) == "json" ? LogFormat::json : LogFormat::text;
        }},
    Key{"shutdown.timeout", duration(0, hour), "20s", "", "How long a stop waits for what is being handled.",
        PUT(config.shutdown_timeout)},
};

#undef PUT

constexpr std::array groups{
    Section{"http", "The public port", "Only the callback is served here.", "", ""},
    Section{"admin", "The admin port", "Health, metrics, and the API that `turnout routes` and the like use.", "", ""},
    Section{"eventsub", "EventSub", "What proves that a message comes from Twitch.", "", ""},
    Section{"twitch", "The application at Twitch", "Accepted and kept for the calls to Twitch, which come later.", "",
            ""},
    Section{"state", "State", "What must survive a restart.", "", ""},
    Section{"journal", "Journal", "Every event is stored here before it is answered.", "", ""},
    Section{
        "plugins", "All plugins",
        "A library in the directory that a route or `plugins.required` names is a plugin, called as its file without "
        "`lib` and `.so`. Others are not run.",
        "", ""},
    Section{
        "plugin", "One plugin",
        "NAME is chosen freely: letters, digits, `_` and `-`. One library can serve under several names, with settings "
        "of their own.",
        "archive", "path"},
    Section{"route", "Routes", "Which events go to which plugin. An event goes to every route that takes it.", "live",
            "broadcaster_user_id"},
    Section{"delivery", "Delivery", "The threads between journal and plugins.", "", ""},
    Section{"log", "Log", "Written to standard error.", "", ""},
    Section{"shutdown", "Stopping", "On SIGTERM or SIGINT.", "", ""},
};

} // namespace

std::span<const Key> schema() {
    return keys;
}

std::span<const Section> sections() {
    return groups;
}

} // namespace turnout::config
