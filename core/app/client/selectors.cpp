#include "core/app/client/selectors.hpp"

#include "core/config/units.hpp"
#include "core/eventsub/timestamp.hpp"

#include <algorithm>

namespace turnout::app {
namespace {

constexpr std::uint64_t largest_page = 1000, usual_limit = 100, largest_limit = 1'000'000;

} // namespace

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

Poco::JSON::Array::Ptr Pages::read(const std::string& member, std::uint64_t limit) {
    Poco::JSON::Array::Ptr all = new Poco::JSON::Array;
    std::string page;
    more_ = true;
    while (more_ && all->size() < limit) {
        Query query = query_;
        query.emplace_back("limit", std::to_string(std::min<std::uint64_t>(limit - all->size(), largest_page)));
        if (!page.empty()) query.emplace_back("page", page);
        const auto answer = client_.get(path_, query);
        for (const auto& entry : *answer->getArray(member)) all->add(entry);
        const auto next = answer->get("next");
        more_ = !next.isEmpty();
        if (more_) page = next.convert<std::string>();
    }
    return all;
}

std::uint64_t limit_meant(const Arguments& arguments) {
    return arguments.number("limit", usual_limit, 1, largest_limit);
}

} // namespace turnout::app
