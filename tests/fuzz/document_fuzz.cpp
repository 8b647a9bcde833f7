// Whatever the body is, a document is either empty or a well-formed tree within its bounds.
#include "core/eventsub/document.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using turnout::eventsub::Document;
using turnout::eventsub::DocumentParser;

void demand(bool condition) {
    if (!condition) std::abort();
}

/// Returns the index just past the subtree.
std::uint32_t walk(const Document& document, std::uint32_t index, unsigned depth) {
    demand(index < document.nodes.size() && depth <= 64);
    const auto& node = document.nodes[index];
    demand(std::uint64_t{node.key_offset} + node.key_size <= document.arena.size());
    demand(node.kind >= TURNOUT_NULL && node.kind <= TURNOUT_OBJECT);
    auto next = index + 1;
    if (node.kind == TURNOUT_STRING) demand(std::uint64_t{node.u.s.offset} + node.u.s.size <= document.arena.size());
    if (node.kind == TURNOUT_ARRAY || node.kind == TURNOUT_OBJECT)
        for (auto left = node.u.count; left > 0; --left) next = walk(document, next, depth + 1);
    demand(next == node.next);
    return next;
}

void look_up(const Document& document) {
    for (const char* path :
         {"event", "event.user_login", "subscription.condition.broadcaster_user_id", "", ".", "a..b"}) {
        const auto index = document.find(path);
        demand(index == 0 || index < document.nodes.size());
        (void)document.text(index);
    }
    for (std::uint32_t element = 0; element < 4; ++element)
        demand(document.event_index(element, true) == 0 || document.event_index(element, true) < document.nodes.size());
    (void)document.find("event", UINT32_MAX);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static DocumentParser parser; // reused, as in the host: one body must not leak into the next
    static Document document;
    const auto problem = parser.parse({reinterpret_cast<const char*>(data), size}, document);
    demand(problem.empty() != document.nodes.empty());
    if (problem.empty())
        demand(document.nodes[0].kind == TURNOUT_OBJECT && walk(document, 0, 1) == document.nodes.size());
    look_up(document);
    return 0;
}
