#include "core/app/client/dead_action.hpp"

#include "core/app/client/outcome.hpp"

#include <Poco/JSON/Array.h>

#include <array>
#include <charconv>

namespace turnout::app {
namespace {

using Poco::JSON::Object;

constexpr std::array<std::string_view, 5> selectors{"type", "since", "until", "route", "broadcaster"};

Poco::JSON::Array::Ptr numbers_in(const std::vector<std::string>& operands) {
    Poco::JSON::Array::Ptr numbers = new Poco::JSON::Array;
    for (const auto& text : operands) {
        std::uint64_t number = 0;
        const char* end = text.data() + text.size();
        const auto [stopped, error] = std::from_chars(text.data(), end, number);
        if (error != std::errc{} || stopped != end)
            throw UsageError("'" + text + "' is no number of a dead letter: see `turnout dead list`");
        numbers->add(number);
    }
    return numbers;
}

Object::Ptr body_of(const Arguments& arguments) {
    const Query query = selection(arguments, selectors);
    const int ways = (arguments.operands().empty() ? 0 : 1) + (query.empty() ? 0 : 1) + (arguments.has("all") ? 1 : 0);
    if (ways != 1) throw UsageError("give numbers, or selectors such as --route and --type, or --all");
    Object::Ptr body = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
    if (!arguments.operands().empty()) body->set("numbers", numbers_in(arguments.operands()));
    for (const auto& [name, value] : query) body->set(name, value);
    if (arguments.has("all")) body->set("all", true);
    if (arguments.has("limit")) body->set("limit", arguments.number("limit", 1, 1, 10'000));
    return body;
}

} // namespace

int act_on_dead_letters(const Arguments& arguments, Streams streams, const std::string& path, const Query& further,
                        const std::string& question, const std::string& past) {
    auto body = body_of(arguments);
    for (const auto& [name, value] : further) body->set(name, value);
    auto client = connect(arguments, streams);
    if (arguments.operands().empty() && !arguments.has("yes")) {
        Object count(*body);
        count.set("dry_run", true);
        const auto matching = client.post(path, count)->getValue<std::uint64_t>("matching");
        if (matching > 1 &&
            !confirmed(arguments, question + ' ' + std::to_string(matching) + " dead letters?", streams))
            return ExitStatus::failed;
        body->set("expected", matching);
    }
    ActionSum sum;
    sum.add(*client.post(path, *body));
    return sum.report(past, arguments.has("json"), streams);
}

} // namespace turnout::app
