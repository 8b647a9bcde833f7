// What the host's parts count of themselves, as metrics.
#pragma once
#include "core/delivery/engine.hpp"
#include "core/eventsub/clock.hpp"
#include "core/http/admin_server.hpp"
#include "core/http/public_server.hpp"
#include "core/journal/journal.hpp"
#include "core/plugin/zombies.hpp"

#include <prometheus/metric_family.h>

#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace turnout::app {

/// Asks the parts when somebody asks it. Any thread.
class HostFigures {
public:
    struct Parts {
        const journal::Journal& journal;
        const delivery::Engine& engine;
        const http::PublicServer& server;
        const http::AdminServer& admin;
        const plugins::Zombies& zombies;
        const eventsub::Clock& clock;
    };

    /// They are asked until withdraw() returns. `plugins`: names of all that are configured.
    void serve(const Parts& parts, std::vector<std::string> plugins);
    void withdraw();
    void set(std::vector<std::string> plugins);

    /// Nothing but version and process while no part is served.
    std::vector<prometheus::MetricFamily> collect() const;

private:
    mutable std::mutex mutex_;
    std::optional<Parts> parts_; ///< this and the next: guarded by mutex_
    std::vector<std::string> plugins_;
};

} // namespace turnout::app
