// How the API has the host reload.
#pragma once
#include <string>
#include <vector>

namespace turnout::http {

struct ReloadReport {
    bool done = false;                      ///< nothing was refused; if not, all is as it was, unless it was disturbed
    bool disturbed = false;                 ///< refused, and a plugin is not as it was: `problems` says which
    std::vector<std::string> changes;       ///< a line each: what was changed, or would be; empty: nothing
    std::vector<std::string> needs_restart; ///< keys whose new values wait for the next start
    std::vector<std::string> problems;      ///< why it was refused, a line each
    std::vector<std::string> notes{};       ///< how it was done, a line each, for the log
    /// What could not be done after it could be refused no more, a line each; the rest is as `changes` says.
    std::vector<std::string> warnings{};
};

/// Any thread.
class ReloadPort {
public:
    ReloadPort() = default;
    ReloadPort(const ReloadPort&) = delete;
    ReloadPort& operator=(const ReloadPort&) = delete;
    virtual ~ReloadPort() = default;

    /// Reads configuration and plugins' files anew and applies what has changed, or only says what that is. Waits until
    /// it is done; one after the other.
    virtual ReloadReport reload(bool dry_run) = 0;
};

} // namespace turnout::http
