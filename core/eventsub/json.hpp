// What the inspector and the documents share: one way to read a body, so that both agree on what is readable.
#pragma once
#include <simdjson.h>

#include <string_view>

namespace turnout::eventsub {

/// The root is on level 1, and each value is one level below the object or array that holds it.
inline constexpr std::size_t max_json_depth = 64;

/// Keeps its buffers between bodies, but gives back those of an unusually large one. One thread at a time.
class JsonReader {
public:
    /// An empty text and the root, which is an object and valid until the next call; or why the body has no such root.
    /// Throws std::bad_alloc.
    std::string_view read(std::string_view body, simdjson::dom::element& root);

private:
    std::string_view make_room(std::size_t size);

    simdjson::dom::parser parser_;
    simdjson::dom::document document_;
};

/// The first member of that name, as everywhere in the house when a name is repeated; false if there is none.
inline bool first_member(const simdjson::dom::object& object, std::string_view name, simdjson::dom::element& value) {
    return object.at_key(name).get(value) == simdjson::SUCCESS;
}

} // namespace turnout::eventsub
