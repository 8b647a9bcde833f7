// The OpenAPI document of the admin API, core/http/api/openapi.json.
#pragma once
#include <string_view>

namespace turnout::http {

/// The text of the file; static.
std::string_view openapi_document();

} // namespace turnout::http
