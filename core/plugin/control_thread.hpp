// The one thread on which plugins are created, started, stopped and destroyed.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace turnout::plugins {

/// Named "plugins". A thread that hangs in a plugin cannot be ended: it is left to it for ever, and the next task gets
/// a fresh one.
class ControlThread {
    struct Work;

public:
    /// Handed to a task, which says through it where it is.
    class Progress {
    public:
        /// The next call into the plugin is `call`, e.g. "start()". Throws Abandoned if nobody waits for the task any
        /// more: it must not call the plugin again.
        void enter(const char* call) const;

    private:
        friend class ControlThread;

        explicit Progress(Work& work) : work_(work) {}

        Work& work_;
    };

    /// Ends an abandoned task; only thrown by Progress::enter().
    struct Abandoned {};

    /// Owns all that it touches, as it may outlive the caller of run().
    using Task = std::function<void(const Progress&)>;
    /// Handed the call in which the task is.
    using Notice = std::function<void(const std::string& call)>;

    /// How long a task may take, and who is told.
    struct Patience {
        std::chrono::milliseconds slow;  ///< then `when_slow` is called, on the caller's thread
        std::chrono::milliseconds limit; ///< then the task is abandoned
        Notice when_slow;
        Notice when_late; ///< on the abandoned thread, should the call return after all; owns all that it touches
    };

    ControlThread() = default;
    ControlThread(const ControlThread&) = delete;
    ControlThread& operator=(const ControlThread&) = delete;
    ~ControlThread(); ///< joins the thread, unless it was abandoned

    /// Runs `task` there and waits for it; rethrows what it throws. Nothing, or the call in which it hangs: then the
    /// task goes on by itself up to its next Progress::enter(), or never begins. From any thread but the control thread
    /// itself. Throws std::system_error if there is no thread to be had.
    std::optional<std::string> run(Task task, const Patience& patience);

private:
    static void loop(const std::shared_ptr<Work>& work);
    Work& work();
    std::string abandon(std::unique_lock<std::mutex> lock);

    std::mutex caller_; ///< one run() at a time
    std::shared_ptr<Work> work_;
};

} // namespace turnout::plugins
