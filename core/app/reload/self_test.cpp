#include "core/app/reload/self_test.hpp"

#include "core/eventsub/document.hpp"
#include "core/sim/sample.hpp"

#include <turnout/text.hpp>

#include <chrono>
#include <random>

namespace turnout::app {
namespace {

constexpr std::chrono::seconds patience{10};
constexpr std::string_view name = "self-test";

std::int64_t nanoseconds(auto moment) {
    return std::chrono::nanoseconds{moment.time_since_epoch()}.count();
}

/// `document` and `sample` outlive it.
turnout_event test_event(const sim::Sample& sample, const eventsub::Document& document, std::uint64_t token) {
    const auto text = [&](std::string_view path) {
        const auto at = document.find(path);
        return to_str(at == 0 ? std::string_view{} : document.text(at));
    };
    turnout_event event{};
    event.struct_size = sizeof event;
    event.kind = TURNOUT_EVENT_TEST;
    event.token = token;
    event.delivery_id = event.route = event.message_id = to_str(name);
    event.attempt = 1;
    event.batch_size = 1;
    event.subscription_id = text("subscription.id");
    event.type = to_str(sample.type);
    event.version = to_str(sample.version);
    event.broadcaster_id = text("subscription.condition.broadcaster_user_id");
    event.sent_unix_ns = event.accepted_unix_ns = nanoseconds(std::chrono::system_clock::now());
    event.deadline_ns = nanoseconds(std::chrono::steady_clock::now() + patience);
    event.body = to_str(sample.body);
    event.nodes = document.nodes.data();
    event.node_count = static_cast<std::uint32_t>(document.nodes.size());
    event.event_index = document.event_index(0, document.find("events") != 0);
    event.arena = document.arena.data();
    event.arena_size = document.arena.size();
    return event;
}

} // namespace

std::optional<std::string> self_test(plugins::RunningPlugin& plugin) {
    eventsub::DocumentParser parser;
    eventsub::Document document;
    std::random_device random; // a token that no delivery has, and nobody guesses
    std::uniform_int_distribution<std::uint64_t> tokens{1};
    for (const auto& sample : sim::samples()) {
        if (!plugin.handles(sample.type, sample.version)) continue;
        if (const auto problem = parser.parse(sample.body, document); !problem.empty())
            return "the sample " + std::string{sample.name} + " is no event: " + std::string{problem};
        const auto answer = plugin.probe(test_event(sample, document, tokens(random)));
        if (answer.verdict == TURNOUT_OK) continue;
        return "its self-test failed with the sample " + std::string{sample.name} + ": " +
               (answer.verdict == TURNOUT_REJECT     ? "reject"
                : answer.verdict == TURNOUT_DEFERRED ? "deferred, which a test cannot wait for"
                                                     : "retry") +
               (answer.reason.empty() ? "" : ": " + answer.reason);
    }
    return std::nullopt;
}

} // namespace turnout::app
