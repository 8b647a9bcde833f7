#include "core/config/route.hpp"

#include <tuple>

namespace turnout::config {
namespace {

auto parts(const Route& route) {
    return std::tie(route.name, route.renamed_from, route.plugin, route.enabled, route.paused, route.type,
                    route.version, route.condition, route.where, route.order_by, route.overtake, route.start_at_oldest,
                    route.concurrency, route.max_backlog, route.timeout, route.retry, route.circuit);
}

} // namespace

bool operator==(const Route& left, const Route& right) {
    return parts(left) == parts(right);
}

} // namespace turnout::config
