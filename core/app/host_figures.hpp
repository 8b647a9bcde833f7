// What the host's parts count of themselves, as metrics.
#pragma once
#include "core/delivery/engine.hpp"
#include "core/http/admin_server.hpp"
#include "core/http/public_server.hpp"
#include "core/journal/journal.hpp"

#include <prometheus/metric_family.h>

#include <mutex>
#include <vector>

namespace turnout::app {

/// Asks the parts when somebody asks it. Any thread.
class HostFigures {
public:
    /// They are asked until withdraw() returns.
    void serve(const journal::Journal& journal, const delivery::Engine& engine, const http::PublicServer& server,
               const http::AdminServer& admin);
    void withdraw();

    /// Nothing but the version while no part is served.
    std::vector<prometheus::MetricFamily> collect() const;

private:
    mutable std::mutex mutex_;
    const journal::Journal* journal_ = nullptr;
    const delivery::Engine* engine_ = nullptr;
    const http::PublicServer* server_ = nullptr;
    const http::AdminServer* admin_ = nullptr;
};

} // namespace turnout::app
