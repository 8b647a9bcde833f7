// Recognises one complete HTTP response.
#pragma once
#include <string_view>

namespace turnout::bench {

/// Status of the one complete response that `received` is; 0: more is needed; -1: not HTTP, or more than one response.
/// `ended`: the server has closed. `keep` says afterwards whether the connection stays open.
int parse_response(std::string_view received, bool ended, bool& keep);

} // namespace turnout::bench
