#include "core/config/filter_reader.hpp"

#include "core/config/nearest.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace turnout::config {
namespace {

struct NamedOperator {
    std::string_view name;
    FilterOperator op;
};

constexpr std::array operators{
    NamedOperator{"is", FilterOperator::is},           NamedOperator{"not", FilterOperator::is_not},
    NamedOperator{"prefix", FilterOperator::prefix},   NamedOperator{"suffix", FilterOperator::suffix},
    NamedOperator{"matches", FilterOperator::matches}, NamedOperator{"min", FilterOperator::min},
    NamedOperator{"max", FilterOperator::max},         NamedOperator{"in", FilterOperator::in},
    NamedOperator{"exists", FilterOperator::exists},
};

constexpr std::array<std::string_view, 5> roots{"event", "events", "subscription", "emitted", meta_root};

// A pattern that needs more is refused; RE2 would fall back to something slower otherwise.
constexpr std::int64_t pattern_memory = std::int64_t{1} << 20;

std::vector<std::string> names_of_operators() {
    std::vector<std::string> names;
    names.reserve(operators.size());
    for (const auto& known : operators) names.emplace_back(known.name);
    return names;
}

FilterFault key_fault(std::string what, std::string suggestion = {}) {
    return {{std::move(what), std::move(suggestion)}, false};
}

FilterFault operand_fault(std::string what, std::string suggestion = {}) {
    return {{std::move(what), std::move(suggestion)}, true};
}

bool is_member_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

/// "name", "name[2]", "name[2][0]".
bool read_part(std::string_view part, std::vector<FieldStep>& steps) {
    const auto bracket = std::min(part.find('['), part.size());
    if (!is_member_name(part.substr(0, bracket))) return false;
    steps.push_back({std::string(part.substr(0, bracket)), 0});
    part.remove_prefix(bracket);
    while (!part.empty()) {
        const auto end = part.find(']');
        if (part.front() != '[' || end == std::string_view::npos) return false;
        const auto digits = part.substr(1, end - 1);
        FieldStep step;
        const auto read = std::from_chars(digits.begin(), digits.end(), step.index);
        if (read.ec != std::errc{} || read.ptr != digits.end()) return false;
        steps.push_back(std::move(step));
        part.remove_prefix(end + 1);
    }
    return true;
}

bool read_path(std::string_view path, std::vector<FieldStep>& steps) {
    while (true) {
        const auto dot = path.find('.');
        if (!read_part(path.substr(0, dot), steps)) return false;
        if (dot == std::string_view::npos) return true;
        path.remove_prefix(dot + 1);
    }
}

std::optional<FilterFault> read_key(Filter& filter) {
    const auto dot = filter.key.rfind('.');
    const std::string last = filter.key.substr(dot + 1); // the whole of it if there is no dot
    const auto* const known =
        std::find_if(operators.begin(), operators.end(), [&](const auto& one) { return one.name == last; });
    if (known == operators.end()) {
        const auto names = names_of_operators();
        const std::string near = nearest(last, names);
        std::string list;
        for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
        const auto meant =
            near.empty() || dot == std::string::npos ? filter.key + ".is" : filter.key.substr(0, dot + 1) + near;
        return key_fault("a filter ends in an operator, one of " + list, meant);
    }
    filter.op = known->op;
    if (dot == std::string::npos) return key_fault("a filter names a field before its operator, such as event.user_id");
    filter.path = filter.key.substr(0, dot);
    if (!read_path(filter.path, filter.steps))
        return key_fault("`" + filter.path + "` is no field path such as event.user_login or event.choices[0].title");
    const auto& root = filter.steps.front().name;
    if (std::find(roots.begin(), roots.end(), root) != roots.end()) return {};
    const std::vector<std::string> all(roots.begin(), roots.end());
    const auto near = nearest(root, all);
    return key_fault("a field path begins with event, events, subscription, emitted or meta",
                     near.empty() ? "event." + filter.key : near + filter.key.substr(root.size()));
}

std::optional<FilterFault> read_list(Filter& filter) {
    const std::string_view text = filter.operand;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find(',', begin), text.size());
        auto one = text.substr(begin, end - begin);
        one.remove_prefix(std::min(one.find_first_not_of(" \t"), one.size()));
        one = one.substr(0, one.find_last_not_of(" \t") + 1);
        if (one.empty()) return operand_fault("is not a list of values with commas between: one of them is missing");
        filter.choices.push_back({std::string(one), read_number(one)});
        begin = end + 1;
    }
    return {};
}

std::optional<FilterFault> read_pattern(Filter& filter) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    options.set_max_mem(pattern_memory);
    auto pattern = std::make_shared<const re2::RE2>(filter.operand, options);
    if (!pattern->ok()) // only what is wrong: the rest of RE2's text quotes the pattern
        return operand_fault("is no regular expression: " + pattern->error().substr(0, pattern->error().find(':')));
    filter.pattern = std::move(pattern);
    return {};
}

std::optional<FilterFault> read_limit(Filter& filter, TimestampReader timestamps) {
    filter.number = read_number(filter.operand);
    if (!filter.number && timestamps != nullptr) filter.time = timestamps(filter.operand);
    if (filter.number || filter.time) return {};
    return operand_fault("is neither a number nor a timestamp such as 2026-03-14T18:22:08Z");
}

std::optional<FilterFault> read_operand(Filter& filter, TimestampReader timestamps) {
    const bool may_be_empty = filter.op == FilterOperator::is || filter.op == FilterOperator::is_not;
    if (filter.operand.empty() && !may_be_empty) return operand_fault("is missing");
    switch (filter.op) {
    case FilterOperator::is:
    case FilterOperator::is_not: filter.choices = {{filter.operand, read_number(filter.operand)}}; return {};
    case FilterOperator::in: return read_list(filter);
    case FilterOperator::prefix:
    case FilterOperator::suffix: return {};
    case FilterOperator::matches: return read_pattern(filter);
    case FilterOperator::min:
    case FilterOperator::max: return read_limit(filter, timestamps);
    case FilterOperator::exists: break;
    }
    const auto parsed = parse_boolean(filter.operand);
    if (const auto* refusal = std::get_if<Refusal>(&parsed)) return FilterFault{*refusal, true};
    filter.wanted = std::get<bool>(parsed);
    return {};
}

} // namespace

std::string_view name_of(FilterOperator op) {
    const auto* const found =
        std::find_if(operators.begin(), operators.end(), [&](const auto& one) { return one.op == op; });
    return found == operators.end() ? std::string_view{} : found->name;
}

std::optional<Number> read_number(std::string_view text) {
    const auto whole = [&](auto value) -> std::optional<Number> {
        const auto read = std::from_chars(text.begin(), text.end(), value);
        if (read.ec != std::errc{} || read.ptr != text.end()) return {};
        return static_cast<Number>(value);
    };
    if (auto number = whole(std::int64_t{0})) return number;
    if (auto number = whole(std::uint64_t{0})) return number;
    const auto number = whole(double{0});
    return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<FilterFault> read_filter(Filter& filter, TimestampReader timestamps) {
    if (auto fault = read_key(filter)) return fault;
    return read_operand(filter, timestamps);
}

} // namespace turnout::config
