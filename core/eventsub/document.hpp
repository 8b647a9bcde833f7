// A body as the flat array of nodes that plugins walk (turnout/abi.h: turnout_node).
#pragma once
#include <turnout/abi.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::eventsub {

/// Position-independent: nodes refer to each other by index and to text by offset into the arena.
struct Document {
    std::vector<turnout_node> nodes; ///< nodes[0] is the root object
    std::string arena;

    /// Index of the node that a plugin takes for the event: `event`, or `events[index].data` of a batched
    /// notification; 0 if there is none (a revocation).
    std::uint32_t event_index(std::uint32_t batch_index, bool batched) const;
    /// Index of the value at `path` from `from` ("event.user_login"; members only), or 0 if it is not there.
    std::uint32_t find(std::string_view path, std::uint32_t from = 0) const;
    /// The text of a string node; empty for any other kind.
    std::string_view text(std::uint32_t index) const;
};

/// Parses bodies; keeps its buffers, so that parsing allocates nothing once it is warm. One thread at a time.
class DocumentParser {
public:
    DocumentParser();
    DocumentParser(const DocumentParser&) = delete;
    DocumentParser& operator=(const DocumentParser&) = delete;
    ~DocumentParser();

    /// Fills `document` from JSON text whose root is an object, valid UTF-8, no value below level 64 (the root is on
    /// level 1). Returns an empty text, or why it is not such a document (then `document` is empty). Of a repeated key
    /// every member is kept; find() takes the first. Throws std::bad_alloc.
    std::string_view parse(std::string_view body, Document& document);

private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

} // namespace turnout::eventsub
