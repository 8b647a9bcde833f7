// A JSON document as the nodes of turnout/abi.h.
#pragma once
#include <turnout/abi.h>

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::testing {

/// The text is no document that the host would take; what() says where.
class json_error : public std::runtime_error {
public:
    json_error(std::size_t position, const std::string& what)
        : std::runtime_error("JSON, byte " + std::to_string(position) + ": " + what) {}
};

/// Position-independent, like a body in the host.
struct json_document {
    std::vector<turnout_node> nodes; ///< nodes[0] is the root object
    std::string arena;

    std::string_view text(std::uint32_t index) const {
        const auto& node = nodes[index];
        return node.kind == TURNOUT_STRING ? slice(node.u.s.offset, node.u.s.size) : std::string_view{};
    }

    std::string_view key(std::uint32_t index) const { return slice(nodes[index].key_offset, nodes[index].key_size); }

    /// Index of the first member of that name, or 0.
    std::uint32_t member(std::uint32_t parent, std::string_view name) const {
        if (nodes[parent].kind != TURNOUT_OBJECT) return 0;
        for (auto at = parent + 1; at < nodes[parent].next; at = nodes[at].next) {
            if (key(at) == name) return at;
        }
        return 0;
    }

    /// Index of an element of an array (or of a member of an object), or 0.
    std::uint32_t element(std::uint32_t parent, std::size_t position) const {
        const auto& node = nodes[parent];
        if ((node.kind != TURNOUT_ARRAY && node.kind != TURNOUT_OBJECT) || position >= node.u.count) return 0;
        auto at = parent + 1;
        for (; position > 0; --position) at = nodes[at].next;
        return at;
    }

private:
    std::string_view slice(std::uint32_t offset, std::uint32_t size) const {
        return std::string_view{arena}.substr(offset, size);
    }
};

} // namespace turnout::testing
