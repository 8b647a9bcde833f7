#include "core/http/api/json.hpp"

#include "core/config/utf8.hpp"
#include "core/eventsub/timestamp.hpp"

#include <algorithm>
#include <sstream>

namespace turnout::http {

Poco::JSON::Object::Ptr make_object() {
    return new Poco::JSON::Object(Poco::JSON_PRESERVE_KEY_ORDER);
}

std::string readable(std::string_view text) {
    if (config::is_utf8(text)) return std::string(text);
    constexpr char32_t replacement = 0xFFFD;
    std::string result;
    while (!text.empty()) {
        const std::size_t length = config::utf8_length(text);
        if (length == 0)
            config::append_utf8(result, replacement);
        else
            result.append(text.substr(0, length));
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return result;
}

Poco::Dynamic::Var json_of(const std::optional<eventsub::Time>& time) {
    if (!time) return {};
    return eventsub::format_timestamp(*time);
}

Poco::JSON::Array::Ptr json_of(const std::vector<std::string>& texts) {
    Poco::JSON::Array::Ptr array = new Poco::JSON::Array;
    for (const auto& text : texts) array->add(readable(text));
    return array;
}

const char* name_of(eventsub::Kind kind) {
    switch (kind) {
    case eventsub::Kind::notification: return "notification";
    case eventsub::Kind::revocation: return "revocation";
    case eventsub::Kind::emitted: return "emitted";
    case eventsub::Kind::test: break;
    }
    return "test";
}

std::string text_of(const Poco::JSON::Object& object) {
    std::ostringstream out;
    object.stringify(out);
    return out.str() + "\n";
}

} // namespace turnout::http
