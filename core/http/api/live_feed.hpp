// Shows events live to those who watch, as server-sent events, and never waits for any of them.
#pragma once
#include "core/http/api/note.hpp"
#include "core/http/gate/exchange.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace turnout::http {

class Watcher;

/// What a watcher wants to see.
struct Interest {
    std::vector<std::string> types; ///< as type_fits(); empty: all
};

/// One thread, "admin-feed", serves all watchers. A watcher that does not keep up has a buffer that is full, and is
/// told how many events it missed as soon as there is room. Nobody else waits for it.
class LiveFeed {
public:
    struct Limits {
        std::size_t watchers = 16;
        std::size_t notes = 8192;                     ///< between the host and the thread
        std::size_t buffer = std::size_t{512} * 1024; ///< bytes that one watcher has not taken yet
        std::chrono::milliseconds heartbeat{15'000};  ///< a comment, so that a dead connection is noticed
        std::chrono::milliseconds patience{60'000};   ///< for a watcher that takes nothing
    };

    LiveFeed() : LiveFeed(Limits{}) {}

    explicit LiveFeed(const Limits& limits);
    LiveFeed(const LiveFeed&) = delete;
    LiveFeed& operator=(const LiveFeed&) = delete;
    ~LiveFeed(); ///< stops

    /// Whether a note would be seen by anybody. Any thread; a load of one number.
    bool watched() const noexcept { return watchers_.load(std::memory_order_relaxed) > 0; }

    std::size_t watching() const noexcept { return watchers_.load(std::memory_order_relaxed); }

    /// Any thread. Copies nothing, waits for nobody. Too many at once: some are counted as missed.
    void publish(Note note) noexcept;

    /// No more watchers are taken at the moment.
    bool full() const noexcept { return watchers_.load(std::memory_order_relaxed) >= limits_.watchers; }

    /// Any thread. Answers 200 and goes on until the client, or stop(), ends it.
    void watch(Exchange exchange, Interest interest);

    /// Tells all watchers that the host stops, and ends. Idempotent.
    void stop();

private:
    /// What the thread takes over at once.
    struct Inbox {
        std::vector<Note> notes;
        std::uint64_t missed = 0;
        std::vector<std::unique_ptr<Watcher>> newcomers;
        bool stopping = false;
    };

    void run();
    void sleep(std::chrono::milliseconds limit) const;
    Inbox take();
    void show(const Inbox& inbox);
    void part();
    void wake() const noexcept;

    const Limits limits_;
    const int bell_; ///< an eventfd
    std::atomic<std::size_t> watchers_{0};
    std::mutex mutex_;
    Inbox inbox_;       ///< guarded by mutex_
    bool rung_ = false; ///< guarded by mutex_: the thread has been woken and has not looked yet
    std::vector<std::unique_ptr<Watcher>> watching_; ///< the thread's
    std::thread thread_;
};

} // namespace turnout::http
