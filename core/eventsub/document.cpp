#include "core/eventsub/document.hpp"

#include "core/eventsub/json.hpp"

#include <simdjson.h>

#include <limits>

namespace turnout::eventsub {

namespace {

namespace dom = simdjson::dom;

struct Slice {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
};

/// Appends nodes in document order. Depth is bounded by the reader, so recursion is too.
class Flattener {
public:
    explicit Flattener(Document& document) : document_(document) {}

    void append(dom::element element, Slice key) {
        const std::size_t index = document_.nodes.size();
        document_.nodes.push_back({});
        turnout_node node{};
        node.key_offset = key.offset;
        node.key_size = key.size;
        fill(element, node);
        node.next = static_cast<std::uint32_t>(document_.nodes.size());
        document_.nodes[index] = node;
    }

private:
    Slice store(std::string_view text) {
        const Slice slice{static_cast<std::uint32_t>(document_.arena.size()), static_cast<std::uint32_t>(text.size())};
        document_.arena.append(text);
        return slice;
    }

    void fill(dom::element element, turnout_node& node) {
        switch (element.type()) {
        case dom::element_type::OBJECT: fill_object(dom::object(element), node); break;
        case dom::element_type::ARRAY: fill_array(dom::array(element), node); break;
        case dom::element_type::STRING: {
            const Slice slice = store(std::string_view(element));
            node.kind = TURNOUT_STRING;
            node.u.s = {slice.offset, slice.size};
            break;
        }
        case dom::element_type::INT64:
            node.kind = TURNOUT_INT;
            node.u.i = std::int64_t(element);
            break;
        case dom::element_type::UINT64:
            node.kind = TURNOUT_UINT;
            node.u.u = std::uint64_t(element);
            break;
        case dom::element_type::DOUBLE:
            node.kind = TURNOUT_DOUBLE;
            node.u.d = double(element);
            break;
        case dom::element_type::BOOL: node.kind = bool(element) ? TURNOUT_TRUE : TURNOUT_FALSE; break;
        case dom::element_type::NULL_VALUE: node.kind = TURNOUT_NULL; break;
        }
    }

    void fill_object(dom::object object, turnout_node& node) {
        std::uint64_t count = 0;
        for (const auto& [key, value] : object) {
            const Slice slice = store(key);
            append(value, slice);
            ++count;
        }
        node.kind = TURNOUT_OBJECT;
        node.u.count = count;
    }

    void fill_array(dom::array array, turnout_node& node) {
        std::uint64_t count = 0;
        for (const dom::element element : array) {
            append(element, {});
            ++count;
        }
        node.kind = TURNOUT_ARRAY;
        node.u.count = count;
    }

    Document& document_;
};

std::string_view key_of(const Document& document, const turnout_node& node) {
    return std::string_view{document.arena}.substr(node.key_offset, node.key_size);
}

/// The first member of that name; 0 if there is none or `parent` is no object.
std::uint32_t member(const Document& document, std::uint32_t parent, std::string_view name) {
    if (parent >= document.nodes.size() || document.nodes[parent].kind != TURNOUT_OBJECT) return 0;
    for (auto index = parent + 1; index < document.nodes[parent].next; index = document.nodes[index].next)
        if (key_of(document, document.nodes[index]) == name) return index;
    return 0;
}

} // namespace

std::uint32_t Document::event_index(std::uint32_t batch_index, bool batched) const {
    if (!batched) return member(*this, 0, "event");
    const auto events = member(*this, 0, "events");
    if (events == 0 || nodes[events].kind != TURNOUT_ARRAY || batch_index >= nodes[events].u.count) return 0;
    auto element = events + 1;
    for (; batch_index > 0; --batch_index) element = nodes[element].next;
    return member(*this, element, "data");
}

std::uint32_t Document::find(std::string_view path, std::uint32_t from) const {
    while (true) {
        const auto dot = path.find('.');
        from = member(*this, from, path.substr(0, dot));
        if (from == 0 || dot == std::string_view::npos) return from;
        path.remove_prefix(dot + 1);
    }
}

std::string_view Document::text(std::uint32_t index) const {
    if (index >= nodes.size() || nodes[index].kind != TURNOUT_STRING) return {};
    return std::string_view{arena}.substr(nodes[index].u.s.offset, nodes[index].u.s.size);
}

struct DocumentParser::Implementation {
    JsonReader reader;
};

DocumentParser::DocumentParser() : implementation_(std::make_unique<Implementation>()) {
}

DocumentParser::~DocumentParser() = default;

std::string_view DocumentParser::parse(std::string_view body, Document& document) {
    document.nodes.clear();
    document.arena.clear();
    // Every node and every byte of text takes at least one byte of the body, so both fit 32 bits if the body does.
    if (body.size() > std::numeric_limits<std::uint32_t>::max()) return "body is too large";
    dom::element root;
    if (const auto problem = implementation_->reader.read(body, root); !problem.empty()) return problem;
    Flattener{document}.append(root, {});
    return {};
}

} // namespace turnout::eventsub
