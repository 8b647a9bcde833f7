// What the threads of a runner do next.
#pragma once
#include "core/plugin/isolation/event_message.hpp"
#include "core/plugin/timer_port.hpp"

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace turnout::plugins::isolation {

/// All threads are alike and one more than may be in the plugin: so there is always one that can read, and whoever has
/// read an event handles it, without waking another thread for that. Any thread. Also where the plugin's timers are
/// announced, as the same threads run them.
class Turns final : public TimerPort {
public:
    enum class Turn {
        read,   ///< until read_done()
        handle, ///< the event, until done()
        timer,  ///< until done()
        leave,
    };

    /// `wake` interrupts the thread that reads.
    explicit Turns(std::function<void()> wake) : wake_(std::move(wake)) {}

    /// Handlers and timers that may run at once; none before that.
    void open(std::uint32_t at_once, std::function<TimerMoment()> next_timer);
    /// Nothing is handled any more, only read.
    void close();
    /// Threads leave.
    void end();

    Turn next(std::unique_ptr<EventMemory>& event);
    void read_done();
    void done();

    /// From the thread that reads.
    void push(std::unique_ptr<EventMemory> event);

    /// Events that wait for a thread.
    bool waiting() const;

    /// Waits until nothing waits and nothing is handled.
    void await_idle();

    TimerMoment timer_time() const noexcept override { return std::chrono::steady_clock::now(); }

    void timers_changed() noexcept override { wake_(); }

    TimerMoment next_timer() const;

private:
    bool may_handle() const { return handling_ < at_once_; }

    const std::function<void()> wake_;
    mutable std::mutex mutex_;
    std::condition_variable changed_, idle_;
    std::deque<std::unique_ptr<EventMemory>> events_;
    std::function<TimerMoment()> next_timer_;
    std::uint32_t at_once_ = 0, handling_ = 0;
    bool reading_ = false, ended_ = false;
};

} // namespace turnout::plugins::isolation
