#include "core/http/callback.hpp"

#include "core/http/message.hpp"

#include <array>

namespace turnout::http {
namespace {

/// Stands for a value that is there but cannot be used, where the inspector only has to see that.
constexpr std::string_view unusable = "?";

struct Needed {
    Field field;
    const char* reason;
};

// The signature is not among them: whatever is the matter with it, it is wrong (403).
constexpr std::array<Needed, 6> needed{{
    {Field::message_id, "bad Twitch-Eventsub-Message-Id"},
    {Field::message_retry, "bad Twitch-Eventsub-Message-Retry"},
    {Field::message_type, "bad Twitch-Eventsub-Message-Type"},
    {Field::message_timestamp, "bad Twitch-Eventsub-Message-Timestamp"},
    {Field::subscription_type, "bad Twitch-Eventsub-Subscription-Type"},
    {Field::subscription_version, "bad Twitch-Eventsub-Subscription-Version"},
}};

/// Null if every one of them that is there is there once, neither empty nor too long, in plain ASCII.
const char* find_flaw(const Request& request) {
    if (request.state(Field::content_encoding) != FieldState::absent) return nullptr; // refused before all else (415)
    for (const Needed& each : needed) {
        const FieldState state = request.state(each.field);
        if (state != FieldState::good && state != FieldState::absent) return each.reason;
    }
    return nullptr;
}

std::string_view present_or_unusable(const Request& request, Field field) {
    const FieldState state = request.state(field);
    return state == FieldState::absent || state == FieldState::good ? request.field(field) : unusable;
}

eventsub::Headers headers_of(const Request& request) {
    eventsub::Headers headers;
    headers.message_id = request.field(Field::message_id);
    headers.message_type = request.field(Field::message_type);
    headers.signature = present_or_unusable(request, Field::message_signature);
    headers.timestamp = request.field(Field::message_timestamp);
    headers.subscription_type = request.field(Field::subscription_type);
    headers.subscription_version = request.field(Field::subscription_version);
    headers.retry = request.field(Field::message_retry);
    headers.content_encoding = present_or_unusable(request, Field::content_encoding);
    return headers;
}

} // namespace

Callback::Callback(const eventsub::Inspector::Settings& settings, const eventsub::Clock& clock, std::size_t lanes,
                   const Ports& ports)
    : ports_(ports),
      clock_(clock) {
    for (std::size_t i = 0; i < lanes; ++i) lanes_.push_back(std::make_unique<Lane>());
    set(settings);
}

void Callback::set(const eventsub::Inspector::Settings& settings) {
    std::vector<std::unique_ptr<eventsub::Inspector>> inspectors;
    for (std::size_t i = 0; i < lanes_.size(); ++i)
        inspectors.push_back(std::make_unique<eventsub::Inspector>(settings, clock_));
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        const std::lock_guard lock(lanes_[i]->mutex);
        lanes_[i]->inspector.swap(inspectors[i]);
    }
}

eventsub::Inspection Callback::inspect(const Request& request, std::size_t lane) {
    const std::lock_guard lock(lanes_[lane]->mutex);
    return lanes_[lane]->inspector->inspect(headers_of(request), request.body());
}

void Callback::refuse(Exchange& exchange, int status, std::string_view reason) {
    ports_.counters.count_refusal("callback", status, reason);
    ports_.log.refused(status, reason, exchange.peer());
    exchange.answer(refusal(status, reason));
}

void Callback::handle(Exchange exchange, std::size_t lane) {
    const auto received = clock_.monotonic();
    const Request& request = exchange.request();
    if (const char* flaw = find_flaw(request)) return refuse(exchange, 400, flaw);
    eventsub::Inspection inspection = inspect(request, lane);
    switch (inspection.finding) {
    case eventsub::Finding::refused: return refuse(exchange, inspection.status, inspection.reason);
    case eventsub::Finding::challenge:
        ports_.answers.fresh();
        return ports_.desk.ask(std::move(exchange), std::move(inspection));
    default:
        return ports_.journal.append(std::make_unique<Message>(std::move(exchange), std::move(inspection), received));
    }
}

} // namespace turnout::http
