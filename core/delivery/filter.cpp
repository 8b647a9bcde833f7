#include "core/delivery/filter.hpp"

#include "core/eventsub/timestamp.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <string_view>

namespace turnout::delivery {

namespace {

using config::FilterOperator;
using config::Number;
using Steps = std::span<const config::FieldStep>;

/// A value of the body or of the metadata.
struct Value {
    enum class Kind : std::uint8_t { text, number, boolean, array, object };

    Kind kind = Kind::text;
    std::string_view text; ///< of a text; of a boolean "true" or "false"
    Number number = 0;
};

Value number_of(Number number) {
    return {Value::Kind::number, {}, number};
}

/// Nothing for null, which counts as absent.
std::optional<Value> value_of(const eventsub::Document& document, std::uint32_t index) {
    const auto& node = document.nodes[index];
    switch (node.kind) {
    case TURNOUT_STRING: return Value{Value::Kind::text, document.text(index), 0};
    case TURNOUT_INT: return number_of(static_cast<Number>(node.u.i));
    case TURNOUT_UINT: return number_of(static_cast<Number>(node.u.u));
    case TURNOUT_DOUBLE: return number_of(static_cast<Number>(node.u.d));
    case TURNOUT_TRUE: return Value{Value::Kind::boolean, "true", 0};
    case TURNOUT_FALSE: return Value{Value::Kind::boolean, "false", 0};
    case TURNOUT_ARRAY: return Value{Value::Kind::array, {}, 0};
    case TURNOUT_OBJECT: return Value{Value::Kind::object, {}, 0};
    default: return std::nullopt;
    }
}

/// Calls `visit` with what lies at `steps` from the node `from`, through arrays with each element, until it returns
/// true. Returns whether it did.
template <class Visit>
bool visit_nodes(const eventsub::Document& document, std::uint32_t from, Steps steps, const Visit& visit) {
    const auto& node = document.nodes[from];
    if (!steps.empty() && steps.front().name.empty()) {
        if (node.kind != TURNOUT_ARRAY || steps.front().index >= node.u.count) return false;
        auto element = from + 1;
        for (auto left = steps.front().index; left != 0; --left) element = document.nodes[element].next;
        return visit_nodes(document, element, steps.subspan(1), visit);
    }
    if (!steps.empty() && node.kind == TURNOUT_OBJECT) {
        const auto member = document.find(steps.front().name, from);
        return member != 0 && visit_nodes(document, member, steps.subspan(1), visit);
    }
    if (steps.empty()) {
        const auto value = value_of(document, from);
        if (value && visit(*value)) return true;
    }
    if (node.kind != TURNOUT_ARRAY) return false;
    for (auto element = from + 1; element < node.next; element = document.nodes[element].next)
        if (visit_nodes(document, element, steps, visit)) return true;
    return false;
}

std::string_view name_of(eventsub::Kind kind) {
    switch (kind) {
    case eventsub::Kind::notification: return "notification";
    case eventsub::Kind::revocation: return "revocation";
    case eventsub::Kind::emitted: return "emitted";
    case eventsub::Kind::test: return "test";
    }
    return {};
}

/// One of the texts that every event has; null: no such one.
std::optional<std::string_view> meta_text(const eventsub::Event& event, std::string_view name) {
    if (name == "kind") return name_of(event.kind);
    if (name == "type") return event.type;
    if (name == "version") return event.version;
    if (name == "message_id") return event.message_id;
    if (name == "element_id") return event.element_id;
    if (name == "subscription_id") return event.subscription_id;
    if (name == "broadcaster_id") return event.broadcaster_id;
    if (name == "status") return event.status;
    if (name == "retry") return event.retry;
    return std::nullopt;
}

template <class Visit> bool visit_meta(const eventsub::Event& event, std::string_view name, const Visit& visit) {
    const auto text = [&](std::string_view value) { return !value.empty() && visit({Value::Kind::text, value, 0}); };
    if (name == "batch_index") return visit(number_of(static_cast<Number>(event.batch_index)));
    if (name == "batch_size") return visit(number_of(static_cast<Number>(event.batch_size)));
    if (name == "sent") return text(eventsub::format_timestamp(event.sent));
    if (name == "accepted") return text(eventsub::format_timestamp(event.accepted));
    const auto value = meta_text(event, name);
    return value && text(*value);
}

/// Calls `visit` with each value at the filter's path until it returns true. Returns whether it did.
template <class Visit> bool visit(const config::Filter& filter, const Prepared& event, const Visit& visit) {
    const Steps steps = filter.steps;
    const auto& root = steps.front().name;
    if (root == config::meta_root) return steps.size() == 2 && visit_meta(event.stored.event, steps[1].name, visit);
    if (!event.document) return false;
    // Of a batched message `event` is the element.
    const auto from = root == "event" ? event.event_index : event.document->find(root);
    return from != 0 && visit_nodes(*event.document, from, steps.subspan(1), visit);
}

bool equals(const Value& value, const config::Choice& choice) {
    if (value.kind == Value::Kind::number) return choice.number && *choice.number == value.number;
    const bool scalar = value.kind == Value::Kind::text || value.kind == Value::Kind::boolean;
    return scalar && value.text == choice.text;
}

bool equals_any(const config::Filter& filter, const Value& value) {
    return std::any_of(filter.choices.begin(), filter.choices.end(),
                       [&](const auto& choice) { return equals(value, choice); });
}

/// Below, at or above the filter's limit: negative, 0, positive. Nothing if the two cannot be compared.
std::optional<int> compared(const config::Filter& filter, const Value& value) {
    const auto order = [](auto left, auto right) { return left < right ? -1 : left == right ? 0 : 1; };
    if (filter.number) {
        if (value.kind == Value::Kind::number) return order(value.number, *filter.number);
        const auto number = value.kind == Value::Kind::text ? config::read_number(value.text) : std::nullopt;
        return number ? std::optional(order(*number, *filter.number)) : std::nullopt;
    }
    const auto time = value.kind == Value::Kind::text ? eventsub::parse_timestamp(value.text) : std::nullopt;
    if (!time || !filter.time) return std::nullopt;
    return order(std::int64_t{time->time_since_epoch().count()}, *filter.time);
}

/// Of one value; `not` and `exists` speak of all of them.
bool meets(const config::Filter& filter, const Value& value) {
    const bool is_text = value.kind == Value::Kind::text;
    switch (filter.op) {
    case FilterOperator::is:
    case FilterOperator::is_not:
    case FilterOperator::in: return equals_any(filter, value);
    case FilterOperator::prefix: return is_text && value.text.starts_with(filter.operand);
    case FilterOperator::suffix: return is_text && value.text.ends_with(filter.operand);
    case FilterOperator::matches: return is_text && re2::RE2::PartialMatch(value.text, *filter.pattern);
    case FilterOperator::min: return compared(filter, value).value_or(-1) >= 0;
    case FilterOperator::max: return compared(filter, value).value_or(1) <= 0;
    case FilterOperator::exists: return true;
    }
    return false;
}

std::string shown_number(Number number) {
    std::array<char, 64> text{};
    // Exactly what was written, as far as 64 bits go: the shortest text of a double would round.
    constexpr Number limit = 18446744073709551616.0L; // 2^64
    auto* const begin = text.data();
    auto* const end = begin + text.size();
    if (number >= 0 && number < limit && static_cast<Number>(static_cast<std::uint64_t>(number)) == number)
        return {begin, std::to_chars(begin, end, static_cast<std::uint64_t>(number)).ptr};
    if (number < 0 && number >= -limit / 2 && static_cast<Number>(static_cast<std::int64_t>(number)) == number)
        return {begin, std::to_chars(begin, end, static_cast<std::int64_t>(number)).ptr};
    return {begin, std::to_chars(begin, end, static_cast<double>(number)).ptr};
}

std::string quoted(std::string_view text) {
    constexpr std::size_t longest = 200;
    constexpr std::string_view digits = "0123456789abcdef";
    std::size_t size = std::min(text.size(), longest);
    while (size < text.size() && size != 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
    std::string out = "\"";
    for (const char c : text.substr(0, size)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F) {
            out.append("\\u00").append(1, digits[byte >> 4U]).append(1, digits[byte & 0xFU]);
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + (size < text.size() ? "...\"" : "\"");
}

std::string shown(const Value& value) {
    switch (value.kind) {
    case Value::Kind::text: return quoted(value.text);
    case Value::Kind::number: return shown_number(value.number);
    case Value::Kind::boolean: return std::string{value.text};
    case Value::Kind::array: return "[]"; // its elements are shown by themselves
    case Value::Kind::object: return "{...}";
    }
    return {};
}

} // namespace

bool holds(const config::Filter& filter, const Prepared& event) {
    const bool found = visit(filter, event, [&](const Value& value) { return meets(filter, value); });
    if (filter.op == FilterOperator::is_not) return !found;
    if (filter.op == FilterOperator::exists) return found == filter.wanted;
    return found;
}

std::vector<std::string> values_at(const config::Filter& filter, const Prepared& event, std::size_t limit) {
    std::vector<std::string> values;
    bool in_array = false;
    visit(filter, event, [&](const Value& value) {
        if (value.kind == Value::Kind::array) {
            in_array = true;
            return false;
        }
        values.push_back(shown(value));
        return values.size() >= limit;
    });
    if (values.empty() && in_array) values.emplace_back("[]");
    return values;
}

} // namespace turnout::delivery
