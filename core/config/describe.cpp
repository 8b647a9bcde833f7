#include "core/config/describe.hpp"

#include "core/config/type_pattern.hpp"
#include "core/config/units.hpp"

#include <algorithm>

namespace turnout::config {
namespace {

std::string padded(std::string text, std::size_t width) {
    text.resize(std::max(text.size(), width), ' ');
    return text;
}

class Description {
public:
    explicit Description(const Config& config) : config_(config) {}

    std::string write() {
        line("callback",
             value("http.address", format_address(config_.http.address)) + " " + value("http.path", config_.http.path));
        line("admin", value("admin.address", format_address(config_.admin.address)));
        line("secret", config_.eventsub.previous_secret.empty() ? "configured" : "configured, and a previous one");
        line("state",
             value("state.directory", config_.state_directory.string()) + ", journal " + config_.journal.engine);
        line("plugins", value("plugins.directory", config_.plugin_options.directory.string()));
        for (const auto& plugin : config_.plugins) write(plugin);
        line("routes", config_.routes.empty() ? "none: events are stored, but nobody handles them" : "");
        for (const auto& route : config_.routes) write(route);
        return std::move(text_);
    }

private:
    void line(const std::string& name, const std::string& rest) {
        text_ += rest.empty() ? name : padded(name, 10) + rest;
        text_ += '\n';
    }

    std::string value(const std::string& key, std::string shown) const {
        return config_.withheld.contains(key) ? "(withheld)" : std::move(shown);
    }

    void write(const Plugin& plugin) {
        const std::string prefix = "plugin." + plugin.name + ".";
        std::string rest = value(prefix + "library", plugin.library.string());
        // By name only: any of them may hold a password, as a URL may, and only the plugin knows.
        if (!plugin.settings.empty()) rest += "  with";
        for (const auto& [key, setting] : plugin.settings) rest += " " + key;
        text_ += "  " + padded(plugin.name, width()) + "  " + rest + '\n';
    }

    void write(const Route& route) {
        const std::string prefix = "route." + route.name + ".";
        std::string what = "every event";
        if (!route.type.empty()) {
            what = value(prefix + "type", route.type);
            if (route.version.empty())
                what += is_type_prefix(route.type) ? "" : " (every version)";
            else
                what += " " + value(prefix + "version", route.version);
        }
        for (const auto& [key, part] : route.condition) {
            const std::string full_key = std::string(prefix).append("condition.").append(key);
            what.append("  ").append(key).append(" = ").append(value(full_key, part));
        }
        text_ += "  " + padded(route.name, width()) + "  -> " +
                 padded(value(prefix + "plugin", route.plugin), width()) + "  " + what + '\n';
        for (const auto& filter : route.where) {
            text_ += std::string(width() + 4, ' ') + "where " + filter.key + " = " +
                     value(prefix + "where." + filter.key, filter.operand) + '\n';
        }
        const auto& retry = route.retry;
        std::string how = "in order by " + value(prefix + "order_by", route.order_by);
        how += ", timeout " + value(prefix + "timeout", format_duration(route.timeout));
        how += ", " + value(prefix + "retry.attempts", std::to_string(retry.attempts)) + " attempts ";
        how += value(prefix + "retry.backoff",
                     format_duration(retry.backoff_min) + ".." + format_duration(retry.backoff_max));
        how += " apart, within " + value(prefix + "retry.max_age", format_duration(retry.max_age));
        if (route.concurrency > 0)
            how += ", at most " + value(prefix + "concurrency", std::to_string(route.concurrency)) + " at once";
        if (route.max_backlog > 0)
            how += ", at most " + value(prefix + "max_backlog", std::to_string(route.max_backlog)) + " waiting";
        if (route.start_at_oldest) how += ", from the oldest kept event";
        if (route.overtake) how += ", overtaking what is tried again";
        if (!route.enabled) how += "; not enabled: events pass it by";
        if (route.enabled && route.paused) how += "; paused: events wait";
        text_ += std::string(width() + 4, ' ') + how + '\n';
    }

    std::size_t width() const {
        std::size_t longest = 8;
        for (const auto& plugin : config_.plugins) longest = std::max(longest, plugin.name.size());
        for (const auto& route : config_.routes) longest = std::max(longest, route.name.size());
        return longest;
    }

    const Config& config_;
    std::string text_;
};

} // namespace

std::string describe(const Config& config) {
    return Description(config).write();
}

} // namespace turnout::config
