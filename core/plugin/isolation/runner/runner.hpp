// The program turnout-runner: one plugin, in a process of its own, at the end of a link.
#pragma once
#include "core/plugin/control_thread.hpp"
#include "core/plugin/instance.hpp"
#include "core/plugin/isolation/begun_events.hpp"
#include "core/plugin/isolation/runner/borrowed_events.hpp"
#include "core/plugin/isolation/runner/host_line.hpp"
#include "core/plugin/isolation/runner/remote_ports.hpp"
#include "core/plugin/isolation/runner/turns.hpp"

#include <spdlog/logger.h>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace turnout::plugins::isolation {

/// Threads: that of run(), which commands the plugin; "worker-N", which read the link, handle events and run timers;
/// and the control thread of the plugin.
class Runner {
public:
    Runner(Link link, Descriptor begun);
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;
    ~Runner();

    /// Until the host wants it to end. The exit status.
    int run();

private:
    enum class Command { halt, finish };

    Begin await_begin();
    void start(const Begin& begin);
    void load(const Begin& begin, const std::filesystem::path& file, const ControlThread::Progress& progress);
    void serve();
    void control(ControlThread::Task task);
    void add_thread();
    void work(std::size_t place);
    void handle(std::unique_ptr<EventMemory> memory, std::size_t place, std::uint32_t& held);
    void read_link();
    void read_packets();
    void read_message(Kind kind, std::string_view record);
    int wait_ms() const;
    Command next_command();
    void order(Command command);
    void say_all();

    Link link_;
    const Descriptor wake_;
    Mailbox mail_;
    HostLine line_;
    BegunEvents begun_;
    BorrowedEvents events_;
    Turns turns_;
    RemoteDeferred deferred_;
    RemoteState states_;
    RemoteEmissions emissions_;
    RemoteMetrics metrics_;
    std::shared_ptr<spdlog::logger> logger_;
    ControlThread control_;
    std::shared_ptr<Instance> instance_;

    std::mutex mutex_;
    std::condition_variable ordered_;
    std::deque<Command> orders_;
    std::vector<std::thread> threads_;
};

} // namespace turnout::plugins::isolation
