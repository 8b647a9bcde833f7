// What the API tells of the host as a whole.
#pragma once
#include "core/delivery/engine.hpp"
#include "core/eventsub/clock.hpp"
#include "core/journal/types.hpp"
#include "core/plugin/zombies.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace turnout::http {

/// How the former run has ended, if it crashed. A text is empty if that is not known.
struct LastCrash {
    std::optional<eventsub::Time> time;
    std::string signal, cause;
    std::string thread;
    std::string plugin;          ///< empty: the thread was in no call into a plugin
    std::string call;            ///< "handle()", ...
    std::string route, delivery; ///< these and the following: empty unless an event was handled
    std::string message_id, type;
    std::string report; ///< the file in which there is more
};

struct HostStatus {
    std::string version;
    eventsub::Time started{};
    std::chrono::milliseconds uptime{};
    std::vector<std::string> reasons;                ///< why it is not ready; empty: it is
    std::string refusing;                            ///< why the journal accepts nothing; empty: it does
    journal::Sequence last = 0;                      ///< newest event
    std::map<std::string, std::uint64_t> counters{}; ///< of both ports since the start, as PublicServer::counters()
    delivery::Totals totals{};
    plugins::ZombieStatus zombies{};
    std::vector<delivery::PluginStatus> each_plugin{};
    std::optional<LastCrash> last_crash{};
};

/// Threads "admin-worker", several at a time.
class StatusPort {
public:
    StatusPort() = default;
    StatusPort(const StatusPort&) = delete;
    StatusPort& operator=(const StatusPort&) = delete;
    virtual ~StatusPort() = default;

    virtual HostStatus status() const = 0;
};

} // namespace turnout::http
