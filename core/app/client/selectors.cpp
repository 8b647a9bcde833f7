#include "core/app/client/selectors.hpp"

#include "core/config/units.hpp"
#include "core/eventsub/timestamp.hpp"

namespace turnout::app {
std::string time_meant(const std::string& text, eventsub::Time now, std::string_view option) {
    if (const auto time = eventsub::parse_timestamp(text)) return eventsub::format_timestamp(*time);
    const auto age = config::parse_duration(text);
    if (const auto* duration = std::get_if<config::Milliseconds>(&age))
        return eventsub::format_timestamp(now - *duration);
    throw UsageError("--" + std::string(option) +
                     " takes an age such as 10m, 24h or 7d, or a time such as 2026-01-31T12:00:00Z, not '" + text +
                     "'");
}

Query selection(const Arguments& arguments, std::span<const std::string_view> names) {
    Query query;
    const eventsub::Time now = eventsub::SystemClock().now();
    for (const std::string_view name : names) {
        const auto value = arguments.value(name);
        if (!value) continue;
        if (value->empty()) throw UsageError("--" + std::string(name) + " needs a value");
        const bool is_time = name == since_option.name || name == until_option.name;
        query.emplace_back(name, is_time ? time_meant(*value, now, name) : *value);
    }
    return query;
}

} // namespace turnout::app
