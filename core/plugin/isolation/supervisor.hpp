// Keeps a plugin's process running, and takes back what it had in its hands when it ends.
#pragma once
#include "core/plugin/isolation/answer_tap.hpp"
#include "core/plugin/isolation/isolated_instance.hpp"
#include "core/plugin/isolation/life.hpp"
#include "core/plugin/isolation/restarts.hpp"

#include <atomic>
#include <optional>
#include <shared_mutex>

namespace turnout::plugins::isolation {

class Supervisor {
public:
    explicit Supervisor(IsolatedInstance::Parts parts);
    Supervisor(const Supervisor&) = delete;
    Supervisor& operator=(const Supervisor&) = delete;
    ~Supervisor();

    const IsolatedInstance::Parts& parts() const { return parts_; }

    /// Runs the thread, and waits until the plugin has started. Throws PluginError.
    void start();

    std::uint32_t max_concurrency() const { return max_concurrency_; }

    bool has_room() const noexcept { return up_.load() && lent_.has_room(); }

    ProcessStatus status() const;

    /// Worker threads.
    turnout_verdict take(const turnout_event& event, turnout_outcome& outcome) noexcept;

    Answer probe(const turnout_event& event);

    /// Asks for stop() and waits until it has returned or the process has ended.
    void halt();
    /// Asks for the end and waits for it.
    void finish();
    /// Has it ended, wherever it hangs, and waits for that.
    void kill() noexcept;

private:
    /// Whatever happens, nobody uses a link that is gone.
    struct Disconnect {
        Supervisor& supervisor;

        ~Disconnect() {
            supervisor.take_nothing();
            supervisor.mail_.disconnect();
        }
    };

    enum class Phase { starting, running, halting, halted, finishing, over };

    void run();
    void live();
    void take_nothing();
    void give_back(const std::string& how, std::int64_t pid, const Lent::Left& left,
                   const std::function<bool(std::uint64_t)>& was_late);
    void remind();
    turnout_verdict hand_on(const turnout_event& event);
    void on_halted();
    bool pause(std::chrono::milliseconds time);
    void wake() noexcept;
    Begin begin() const;
    Life::Parts life_parts();
    void note_end(const std::string& how, std::int64_t pid, const std::vector<std::string>& events);
    void on_started(const Started& started);
    void tell_level();
    void set(Phase phase);

    IsolatedInstance::Parts parts_;
    HostServices services_;
    AnswerTap tap_;
    RecentLines lines_;
    Lent lent_;
    Mailbox mail_;
    ServiceDesk desk_;
    const Descriptor wake_;
    Restarts restarts_;         ///< this and the next: its thread only
    std::uint64_t answers_ = 0; ///< of the last process
    std::shared_mutex gate_;    ///< shared by those that hand events on, as long as `up_` holds for them
    std::atomic<std::uint32_t> max_concurrency_{1};
    std::atomic<bool> up_{false}; ///< it takes events
    std::atomic<bool> kill_{false};
    std::atomic<int> level_{0}; ///< of the log, as the runner knows it

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Phase phase_ = Phase::starting;
    std::string refusal_; ///< why it did not start
    ProcessStatus status_;
    std::thread thread_;
};

} // namespace turnout::plugins::isolation
