// The token of the admin API: where the host and its clients have it from.
#pragma once
#include "core/config/config.hpp"

#include <filesystem>
#include <string>

namespace turnout::app {

/// admin.token in state.directory.
std::filesystem::path admin_token_file(const config::Config& config);

/// For the host, once it has state.directory: the configured token, else that of the file, which is made if there is
/// none (32 random bytes in hexadecimal, mode 0600, durable and all at once). Throws std::runtime_error.
std::string make_admin_token(const config::Config& config);

/// For a client: the configured token, else that of the file. Throws std::runtime_error, which says what to do.
std::string find_admin_token(const config::Config& config);

} // namespace turnout::app
