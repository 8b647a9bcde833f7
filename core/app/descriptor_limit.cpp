#include "core/app/descriptor_limit.hpp"

#include <spdlog/logger.h>
#include <sys/resource.h>

#include <algorithm>

namespace turnout::app {
namespace {

/// Journal, plugins, admin connections, refused newcomers, what plugins open.
constexpr rlim_t own_descriptors = 1024;

} // namespace

void raise_descriptor_limit(std::size_t connections, spdlog::logger& logger) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    const rlim_t needed = static_cast<rlim_t>(connections) + own_descriptors;
    if (limit.rlim_cur >= needed) return;
    if (limit.rlim_max < needed) { // root may raise both; for others this changes nothing
        const rlimit both{needed, needed};
        if (setrlimit(RLIMIT_NOFILE, &both) == 0) return;
    }
    limit.rlim_cur = std::min(needed, limit.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < needed)
        logger.warn(
            "http.max_connections = {} needs {} open files, the system allows {}: raise the limit (LimitNOFILE= "
            "of systemd, `ulimit -n`) or lower http.max_connections",
            connections, needed, limit.rlim_cur);
}

} // namespace turnout::app
