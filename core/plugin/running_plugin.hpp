// A started plugin, wherever its code runs, as the set of all plugins drives it.
#pragma once
#include "core/config/config.hpp"
#include "core/plugin/control_thread.hpp"
#include "core/plugin/handler.hpp"

#include <cstdint>
#include <filesystem>
#include <string>

namespace turnout::plugins {

/// What a plugin says to new settings.
struct Configured {
    enum class Answer {
        applied,            ///< it goes on with them
        refused,            ///< it goes on with the old ones
        needs_new_instance, ///< so does it; another one is to take its place
        hangs               ///< nothing of it may be called any more
    };

    Answer answer = Answer::needs_new_instance;
    std::string reason{}; ///< refused, hangs: why, one line
};

class RunningPlugin : public Handler {
public:
    std::uint64_t generation() const override { return generation_; }

    /// Once, before anybody asks.
    void set_generation(std::uint64_t generation) { generation_ = generation; }

    /// The file that it was loaded from; another one may lie there by now.
    virtual const std::filesystem::path& source() const = 0;

    /// content_of() that file, as it was then.
    virtual const std::string& content() const = 0;

    /// Why its code stays mapped although it was unloaded; empty: it does not, or was not unloaded yet.
    virtual const std::string& stays() const = 0;

    /// Whether a thread of it still ran when it was destroyed: that uses what the plugin was handed until the process
    /// ends.
    virtual bool runs_on() const { return false; }

    /// Hands it an event that is no delivery's, and waits for what handle() says. Not the control thread; before it is
    /// handed any other.
    virtual Answer probe(const turnout_event& event) = 0;

    /// Whether it may be asked to go on with other settings.
    virtual bool can_configure() const { return false; }

    /// Throws PluginError unless a fresh one would be started with these settings.
    virtual void check(const config::Plugin& /*plugin*/) const {}

    /// Control thread, while no handle() and no timer runs. Asks it to go on with the settings of `plugin`, which
    /// stand there with their defaults from then on if it applies them. Throws like check().
    virtual Configured configure(const ControlThread::Progress& /*progress*/, const config::Plugin& /*plugin*/) {
        return {};
    }

    /// It hangs in a call of the control thread: nothing of it is called any more, handle() answers "retry".
    virtual void give_up() noexcept {}

    /// What becomes of the code of a plugin that is not needed any more.
    enum class Code { unload, keep };

    /// Control thread. Calls the plugin's stop(), in which it may still complete what it has deferred; the code stays.
    /// False if a handle() is still running: then nothing is done but that no new one begins. Idempotent.
    virtual bool halt(const ControlThread::Progress& progress) = 0;

    /// Control thread. Halts if that is still to do, destroys and unloads it; `keep`: its code stays loaded until the
    /// process ends. False if a handle() is still running: then nothing is done but that no new one begins, and the
    /// code stays loaded until the process ends. Idempotent.
    virtual bool stop(const ControlThread::Progress& progress, Code code) = 0;

    /// Ends it where it hangs, so that a halt() or stop() that is under way returns. False: that cannot be done.
    virtual bool end_by_force() noexcept { return false; }

private:
    std::uint64_t generation_ = 1;
};

} // namespace turnout::plugins
