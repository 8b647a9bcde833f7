// The whole configuration as one immutable value. config::load() makes it; nothing changes it afterwards.
#pragma once
#include "core/config/origin.hpp"
#include "core/config/route.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace turnout::config {

/// A secret. Never streamed, never formatted: whoever needs the bytes says so.
class Secret {
public:
    Secret() = default;

    explicit Secret(std::string value) : value_(std::move(value)) {}

    const std::string& reveal() const { return value_; }

    bool empty() const { return value_.empty(); }

private:
    std::string value_;
};

/// A listening address; `host` may be an IPv4 or IPv6 address or "*" for dual stack. Port 0: chosen by the system.
struct Address {
    std::string host;
    std::uint16_t port = 0;
};

struct Http {
    Address address{"*", 8080};
    std::string path = "/eventsub";
    std::size_t max_connections = 4096;
    std::size_t workers = 1; ///< lanes of the public port
    Milliseconds request_timeout{10'000};
    Milliseconds idle_timeout{75'000};
    std::size_t max_header = std::size_t{16} * 1024;
    std::size_t max_body = std::size_t{512} * 1024;
};

struct Admin {
    Address address{"127.0.0.1", 8081};
    Secret token; ///< of the API; empty: the host makes one
};

struct EventSub {
    std::string callback;
    Secret secret;
    Secret previous_secret; ///< empty: none
    Milliseconds max_age{600'000};
};

struct Journal {
    std::string engine = "sqlite";
    Milliseconds dedup_window{24 * 3'600'000};
    Milliseconds retention{7 * 24 * 3'600'000};
    std::uint64_t max_size = std::uint64_t{10} << 30;
    std::uint64_t min_free_disk = std::uint64_t{256} << 20;
    Milliseconds dead_max_age{30LL * 24 * 3'600'000};
    std::uint64_t dead_max_count = 1'000'000;
    std::uint64_t dead_max_size = std::uint64_t{2} << 30;
};

enum class Required { all, none, listed };

struct Plugins {
    std::filesystem::path directory;
    std::filesystem::path cache;       ///< private copies; empty: `plugins` below state.directory
    Required required = Required::all; ///< which plugins must run for the host to start
    std::vector<std::string> required_names;
    Milliseconds start_timeout{10'000};
    Milliseconds drain_timeout{5'000};
    unsigned max_zombies = 3;
};

/// Whether and how a plugin runs in a process of its own; 0 and empty: as the host.
struct Isolation {
    bool process = false;
    std::string user;
    bool filter_system_calls = false;
    std::uint64_t memory = 0; ///< bytes of address space
    Milliseconds cpu{0};      ///< of processor time
    std::uint64_t files = 0;  ///< open at once

    bool operator==(const Isolation&) const = default;
};

/// One instance, from `plugin.NAME.*` or from a library that lies in plugins.directory.
struct Plugin {
    std::string name;
    std::filesystem::path library;               ///< relative to plugins.directory; exists there when load() looks
    std::map<std::string, std::string> settings; ///< everything else under `plugin.NAME.`
    Origin origin{};
    Isolation isolation{};
    bool self_test = false;
};

struct Delivery {
    std::size_t workers = 4;
    std::size_t window = 1024; ///< events of one route in memory
};

enum class LogFormat { text, json };

struct Log {
    std::string level = "info"; ///< trace, debug, info, warning, error
    LogFormat format = LogFormat::text;
};

/// For the calls to Twitch, which come later; accepted and kept.
struct Twitch {
    std::string client_id;
    Secret client_secret;
};

struct Config {
    std::filesystem::path file; ///< the main file; empty when made from text
    std::filesystem::path state_directory;
    Http http;
    Admin admin;
    EventSub eventsub;
    Journal journal;
    Plugins plugin_options;
    Delivery delivery;
    Log log;
    Milliseconds shutdown_timeout{20'000};
    std::vector<Plugin> plugins; ///< sorted by name
    std::vector<Route> routes;   ///< sorted by name
    Twitch twitch;
    /// Keys whose values are never shown: secrets and whatever came from ${env:} or ${file:}.
    std::set<std::string, std::less<>> withheld;
    std::set<std::filesystem::path> value_files; ///< that `${file:}` names
    /// Keys whose value is what one of them holds, and nothing else.
    std::map<std::string, std::filesystem::path, std::less<>> file_of;
};

} // namespace turnout::config
