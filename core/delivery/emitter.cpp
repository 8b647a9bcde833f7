#include "core/delivery/emitter.hpp"

#include <xxhash.h>

#include <array>
#include <charconv>
#include <utility>

namespace turnout::delivery {

namespace {

void append_text(std::string& out, std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out.append("\\u00").append(1, digits[byte >> 4U]).append(1, digits[byte & 0xFU]);
        } else {
            out += c;
        }
    }
    out += '"';
}

void append_member(std::string& out, std::string_view key, std::string_view text) {
    append_text(out, key);
    out += ':';
    append_text(out, text);
}

/// The parent's condition; its values are texts.
void append_condition(std::string& out, const eventsub::Document& document) {
    out += '{';
    const auto condition = document.find("subscription.condition");
    if (condition != 0 && document.nodes[condition].kind == TURNOUT_OBJECT) {
        const auto end = document.nodes[condition].next;
        for (auto index = condition + 1; index < end; index = document.nodes[index].next) {
            const auto& node = document.nodes[index];
            if (node.kind != TURNOUT_STRING) continue;
            if (out.back() != '{') out += ',';
            append_member(out, std::string_view{document.arena}.substr(node.key_offset, node.key_size),
                          document.text(index));
        }
    }
    out += '}';
}

/// Steps between Twitch and an event that a delivery of `parent` emits.
std::uint32_t hops_from(const Prepared& parent) {
    if (parent.stored.event.kind != eventsub::Kind::emitted || !parent.document) return 1;
    const auto index = parent.document->find("emitted.hops");
    if (index == 0 || parent.document->nodes[index].kind != TURNOUT_INT) return 1;
    return static_cast<std::uint32_t>(parent.document->nodes[index].u.i) + 1;
}

/// What a delivery emits, and where it comes from.
struct Origin {
    PreparedPtr parent;
    std::string delivery_id;
    std::string instance;
};

std::string body_of(const Origin& origin, std::string_view type, std::string_view version, std::string_view json) {
    std::string body;
    body.reserve(json.size() + 512);
    body += "{\"subscription\":{";
    append_member(body, "type", type);
    body += ',';
    append_member(body, "version", version);
    body += R"(,"status":"enabled","condition":)";
    if (origin.parent->document)
        append_condition(body, *origin.parent->document);
    else
        body += "{}";
    body.append("},\"event\":").append(json).append(",\"emitted\":{");
    append_member(body, "plugin", origin.instance);
    body += ',';
    append_member(body, "parent", origin.delivery_id);
    body += ',';
    append_member(body, "message_id", origin.parent->stored.event.message_id);
    body.append(",\"hops\":").append(std::to_string(hops_from(*origin.parent))).append("}}");
    return body;
}

/// The same for every attempt of the delivery.
std::string id_of(std::string_view delivery_id, std::size_t ordinal) {
    const auto hash = XXH3_128bits_withSeed(delivery_id.data(), delivery_id.size(), ordinal);
    std::string id = "emitted-";
    for (const auto half : {hash.high64, hash.low64}) {
        std::array<char, 16> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), half, 16).ptr;
        id.append(static_cast<std::size_t>(digits.data() + digits.size() - end), '0').append(digits.data(), end);
    }
    return id;
}

/// One object by itself, and not too deep for the body that it becomes part of.
bool is_object(std::string_view json, std::string_view body) {
    eventsub::DocumentParser parser;
    eventsub::Document document;
    return parser.parse(json, document).empty() && parser.parse(body, document).empty();
}

} // namespace

turnout_emit_result Emitter::emit(const std::string& instance, std::uint64_t token, std::string_view type,
                                  std::string_view version, std::string_view json) {
    Origin origin;
    {
        const std::lock_guard lock{state_.mutex};
        const auto* delivery = held_by(state_, instance, token);
        if (delivery == nullptr) return TURNOUT_EMIT_NO_TOKEN;
        origin = {delivery->event, delivery->delivery_id, instance};
    }
    const auto hops = hops_from(*origin.parent);
    if (hops > TURNOUT_EMIT_MAX_HOPS) return TURNOUT_EMIT_TOO_DEEP;
    // What was taken before is stored with its delivery's OK in any case; so nothing more is taken.
    if (!state_.journal.state().accepting) return TURNOUT_EMIT_REFUSED;
    auto body = body_of(origin, type, version, json);
    if (!is_object(json, body)) return TURNOUT_EMIT_INVALID;
    const std::lock_guard lock{state_.mutex};
    auto* held = pending_of(state_, instance, token);
    if (held == nullptr) return TURNOUT_EMIT_NO_TOKEN;
    const auto& parent = origin.parent->stored.event;
    if (held->events.size() >= TURNOUT_EMIT_EVENTS_AT(hops - 1) || held->emitted + json.size() > TURNOUT_EMIT_MAX_BYTES)
        return TURNOUT_EMIT_FULL;
    if (!held->share.change(0, body.size())) return TURNOUT_EMIT_REFUSED;
    held->emitted += json.size();
    held->events.push_back({id_of(origin.delivery_id, held->events.size()), std::string{type}, std::string{version},
                            std::string{parent.broadcaster_id}, std::move(body), state_.clock.now()});
    return TURNOUT_EMIT_DONE;
}

} // namespace turnout::delivery
