#include "core/eventsub/json.hpp"

#include <algorithm>
#include <bit>
#include <new>

namespace turnout::eventsub {

namespace {

constexpr std::size_t smallest_capacity = std::size_t{16} * 1024;
/// A parser needs about 14 bytes per byte of the largest body that it has seen.
constexpr std::size_t kept_capacity = std::size_t{64} * 1024;

std::string_view explain(simdjson::error_code code) {
    switch (code) {
    case simdjson::DEPTH_ERROR: return "body is nested deeper than 64 levels";
    case simdjson::UTF8_ERROR: return "body is not valid UTF-8";
    case simdjson::NUMBER_ERROR: return "body holds a number that is malformed or out of range";
    case simdjson::INCORRECT_TYPE: return "body is not a JSON object";
    case simdjson::MEMALLOC: throw std::bad_alloc{}; // says nothing of the body: it must be sent again
    case simdjson::CAPACITY: return "body is too large";
    default: return "body is not JSON";
    }
}

} // namespace

std::string_view JsonReader::make_room(std::size_t size) {
    if (parser_.capacity() > kept_capacity && size <= kept_capacity) {
        parser_ = simdjson::dom::parser{};
        document_ = simdjson::dom::document{};
    }
    if (parser_.capacity() >= size && parser_.capacity() > 0) return {};
    const auto wanted = std::max(std::bit_ceil(size), smallest_capacity);
    auto error = parser_.allocate(wanted, max_json_depth);
    if (error == simdjson::SUCCESS) error = document_.allocate(wanted);
    return error == simdjson::SUCCESS ? std::string_view{} : explain(error);
}

std::string_view JsonReader::read(std::string_view body, simdjson::dom::element& root) {
    if (body.empty()) return "body is empty";
    if (const auto problem = make_room(body.size()); !problem.empty()) return problem;
    // Copies the body into a padded buffer of the parser.
    auto error = parser_.parse_into_document(document_, body.data(), body.size()).get(root);
    if (error == simdjson::SUCCESS) error = root.is_object() ? simdjson::SUCCESS : simdjson::INCORRECT_TYPE;
    return error == simdjson::SUCCESS ? std::string_view{} : explain(error);
}

} // namespace turnout::eventsub
