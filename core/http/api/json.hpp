// How values stand in the API's answers.
#pragma once
#include "core/eventsub/event.hpp"

#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::http {

/// An object that keeps the order in which its members were set.
Poco::JSON::Object::Ptr make_object();

/// UTF-8 whatever the bytes are: what is malformed becomes U+FFFD.
std::string readable(std::string_view text);

/// RFC 3339, or null.
Poco::Dynamic::Var json_of(const std::optional<eventsub::Time>& time);

Poco::JSON::Array::Ptr json_of(const std::vector<std::string>& texts);

/// "notification", "revocation", "emitted" or "test".
const char* name_of(eventsub::Kind kind);

/// On one line, ending in a newline.
std::string text_of(const Poco::JSON::Object& object);

} // namespace turnout::http
