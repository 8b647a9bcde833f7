// Paths like `event.message.fragments[2].type` (or `...fragments.2.type`), and changes at their end.
#pragma once
#include <turnout/testing/json.hpp>

#include <charconv>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace turnout::testing::detail {

/// Takes the first step off a path; throws std::invalid_argument if it is empty.
inline std::string_view take_step(std::string_view& path) {
    const auto whole = path;
    const auto end = path.find_first_of(".[");
    auto step = path.substr(0, end);
    path.remove_prefix(end == std::string_view::npos ? path.size() : end);
    if (path.starts_with('.')) path.remove_prefix(1);
    if (path.starts_with('[')) {
        const auto close = path.find(']');
        if (step.empty() && close != std::string_view::npos) { // the step is [n] itself
            step = path.substr(1, close - 1);
            path.remove_prefix(close + 1);
            if (path.starts_with('.')) path.remove_prefix(1);
        }
    }
    if (step.empty()) throw std::invalid_argument("'" + std::string{whole} + "' is no path such as event.user_login");
    return step;
}

/// Index of what is one step below `at`, or 0.
inline std::uint32_t follow(const json_document& document, std::uint32_t at, std::string_view step) {
    if (document.nodes[at].kind == TURNOUT_OBJECT) return document.member(at, step);
    if (document.nodes[at].kind != TURNOUT_ARRAY) return 0;
    std::size_t position = 0;
    const auto [end, error] = std::from_chars(step.data(), step.data() + step.size(), position);
    if (error != std::errc{} || end != step.data() + step.size()) return 0;
    return document.element(at, position);
}

/// Index of the node at a path from the root, or 0.
inline std::uint32_t find(const json_document& document, std::string_view path) {
    std::uint32_t at = 0;
    do at = follow(document, at, take_step(path));
    while (at != 0 && !path.empty());
    return at;
}

/// `json` inside of one object for each step that is left.
inline std::string wrapped(std::string_view path, std::string json) {
    if (path.empty()) return json;
    const auto step = take_step(path);
    return "{" + quote_json(step) + ":" + wrapped(path, std::move(json)) + "}";
}

/// The document's text with `json` at `path`.
inline std::string with_value(const json_document& document, std::string_view path, std::string json) {
    const auto whole = path;
    std::string result;
    json_writer writer{document, result};
    std::uint32_t at = 0;
    do {
        const auto step = take_step(path);
        const auto next = follow(document, at, step);
        if (next == 0 && document.nodes[at].kind != TURNOUT_OBJECT) {
            throw std::invalid_argument("'" + std::string{whole} + "': '" + std::string{step} +
                                        "' is no element that is there, nor a member of an object");
        }
        if (next == 0) {
            writer.more = {at, std::string{step}, wrapped(path, std::move(json))};
            writer.write(0);
            return result;
        }
        at = next;
    } while (!path.empty());
    writer.instead = {at, std::move(json)};
    writer.write(0);
    return result;
}

/// The document's text without what is at `path`; the same if nothing is there.
inline std::string without_value(const json_document& document, std::string_view path) {
    std::string result;
    json_writer writer{document, result};
    if (const auto at = find(document, path); at != 0) writer.instead = {at, std::nullopt};
    writer.write(0);
    return result;
}

} // namespace turnout::testing::detail
