// The host: all parts, wired. host.cpp reads in the order of an event's way.
#pragma once
#include "core/app/logging.hpp"
#include "core/config/config.hpp"
#include "core/config/load.hpp"
#include "core/delivery/engine.hpp"
#include "core/eventsub/clock.hpp"

#include <functional>
#include <memory>
#include <stdexcept>

namespace turnout::app {

/// The host cannot start. The text says which part, why, and what to do.
class StartError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Control functions (start, stop) by one thread; the others by any, after start().
class Host {
public:
    struct Options {
        delivery::Observer observer{}; ///< told of each settled delivery; may be empty
        /// Reads the configuration anew; empty: the host cannot be reloaded. Thread "reload".
        std::function<config::Result()> load{};
        bool watch = false; ///< reload when configuration or plugins change
        /// Write down which plugin takes the process down (crash_handler.hpp), which is the program's own affair: a
        /// test's host does not change its signal handlers.
        bool report_crashes = false;
    };

    /// `clock` outlives the host.
    Host(std::shared_ptr<const config::Config> config, const eventsub::Clock& clock, const Logs& logs, Options options);
    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;
    ~Host(); ///< stops

    /// Health first, then journal, plugins, delivery, and the public port last: nothing is accepted before it can be
    /// stored. Throws StartError; what was started is stopped again, of which stop() tells how it went.
    void start();

    /// Reads configuration and plugins anew, soon; `why` is for the log. Any thread, after start().
    void reload(const std::string& why);

    /// In reverse: accepts nothing new, answers what is in flight, waits for what is being handled, at most
    /// shutdown.timeout in all (and a second for each plugin that has not stopped by then). True if nothing was cut
    /// short; what was is handled after the next start. If false, a plugin may still run: end the process without
    /// destroying the host. Idempotent.
    bool stop();

    config::Address callback_address() const; ///< with the port that is really used
    config::Address admin_address() const;

private:
    class Running;

    const std::shared_ptr<const config::Config> config_;
    const eventsub::Clock& clock_;
    const Logs logs_;
    const Options options_;
    std::unique_ptr<Running> running_;
};

} // namespace turnout::app
