// The number of files and sockets that the process may have open.
#pragma once
#include <cstddef>

namespace spdlog {
class logger;
}

namespace turnout::app {

/// Raises RLIMIT_NOFILE to what `connections` and the host's own files need, as far as the system lets it. Warns if
/// that is not enough, and says how to allow more.
void raise_descriptor_limit(std::size_t connections, spdlog::logger& logger);

} // namespace turnout::app
