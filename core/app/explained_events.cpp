#include "core/app/explained_events.hpp"

#include "core/app/console.hpp"
#include "core/eventsub/body_events.hpp"
#include "core/eventsub/timestamp.hpp"
#include "core/journal/sqlite/lookup.hpp"

#include <iostream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace turnout::app {
namespace {

using eventsub::Document;

ExplainedEvents prepared(std::vector<journal::StoredEvent> events) {
    ExplainedEvents result;
    delivery::Preparer preparer;
    for (auto& event : events) {
        result.push_back(std::make_shared<delivery::Prepared>());
        result.back()->stored = std::move(event);
        preparer.parse(*result.back());
    }
    return result;
}

ExplainedEvents from_journal(const std::string& id, const std::filesystem::path& state_directory) {
    auto found = journal::look_up(state_directory, id);
    if (found.empty())
        throw std::runtime_error("'" + id + "' is neither a file nor the id of an event in the journal of " +
                                 state_directory.string());
    return prepared(std::move(found));
}

ExplainedEvents from_body(std::string body, const std::string& place) {
    try {
        const auto owner = std::make_shared<const eventsub::BodyEvents>(std::move(body), eventsub::SystemClock{}.now());
        std::vector<journal::StoredEvent> events;
        for (const auto& event : owner->events()) events.push_back({0, event, owner});
        return prepared(std::move(events));
    } catch (const std::invalid_argument& problem) {
        throw std::runtime_error(place + " holds no body of an event: " + problem.what());
    }
}

/// What `events show --json` tells beside the body.
struct Shown {
    std::string message_id, element_id, kind, retry;
    std::optional<eventsub::Time> sent, accepted;
};

Shown shown_in(const Document& document) {
    const auto text = [&](std::string_view path) { return std::string{document.text(document.find(path))}; };
    return {text("message_id"),
            text("element_id"),
            text("kind"),
            text("headers.Twitch-Eventsub-Message-Retry"),
            eventsub::parse_timestamp(text("sent")),
            eventsub::parse_timestamp(text("accepted"))};
}

eventsub::Kind kind_of(const std::string& name, eventsub::Kind otherwise) {
    if (name == "notification") return eventsub::Kind::notification;
    if (name == "revocation") return eventsub::Kind::revocation;
    if (name == "emitted") return eventsub::Kind::emitted;
    return name == "test" ? eventsub::Kind::test : otherwise;
}

ExplainedEvents from_shown(const Shown& shown, std::string body, const std::string& place) {
    auto events = from_body(std::move(body), place);
    const auto known = std::make_shared<const Shown>(shown);
    ExplainedEvents chosen;
    for (auto& event : events) {
        auto& stored = event->stored;
        if (!known->element_id.empty() && stored.event.element_id != known->element_id) continue;
        stored.event.message_id = known->message_id;
        stored.event.retry = known->retry;
        stored.event.kind = kind_of(known->kind, stored.event.kind);
        stored.event.sent = known->sent.value_or(stored.event.sent);
        stored.event.accepted = known->accepted.value_or(stored.event.accepted);
        stored.owner = std::make_shared<const std::pair<std::shared_ptr<const void>, std::shared_ptr<const void>>>(
            stored.owner, known);
        chosen.push_back(std::move(event));
    }
    if (chosen.empty()) throw std::runtime_error(place + ": its body has no element '" + known->element_id + "'");
    return chosen;
}

} // namespace

ExplainedEvents explained_events(const std::string& operand, const std::filesystem::path& state_directory) {
    const bool from_input = operand == "-";
    std::error_code ignored; // what cannot be looked at is no file
    const bool is_path = operand.find('/') != std::string::npos || std::filesystem::exists(operand, ignored);
    if (!from_input && !is_path) return from_journal(operand, state_directory);
    const auto place = from_input ? std::string("the standard input") : "'" + operand + "'";
    auto text = from_input ? std::string(std::istreambuf_iterator<char>(std::cin), {})
                           : read_file(operand, "the file of the event");
    Document document;
    const auto problem = eventsub::DocumentParser{}.parse(text, document);
    if (!problem.empty()) throw std::runtime_error(place + " holds no event: " + std::string(problem));
    if (document.find("subscription") != 0) return from_body(std::move(text), place);
    const auto shown = shown_in(document);
    if (const auto body = document.find("body"); body != 0)
        return from_shown(shown, std::string{document.text(body)}, place);
    if (!shown.message_id.empty())
        return from_journal(shown.element_id.empty() ? shown.message_id : shown.element_id, state_directory);
    throw std::runtime_error(place + " holds neither a body with a subscription nor an event of `turnout events`");
}

} // namespace turnout::app
