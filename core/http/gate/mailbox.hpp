// How other threads reach the loop of a gate.
//
// No wake-up is lost: the loop (A) says that it sleeps, then looks into the box; a poster (B) fills the box, then asks
// whether the loop sleeps.
//   A1 sleeping = true   A2 lock, take the mail, unlock   A3 epoll_wait, at once if there was mail
//   B1 lock, add, unlock   B2 if sleeping was true, make it false and write to the eventfd
// If A2 did not see B's mail, A2's lock came before B1's; so A1 is before B2, and B2 reads true and writes, unless
// another poster did so since A1; either way the eventfd ends A3.
#pragma once
#include "core/http/gate/connection.hpp"

#include <atomic>
#include <mutex>

namespace turnout::http {

class Mailbox {
public:
    Mailbox(); ///< throws std::system_error
    Mailbox(const Mailbox&) = delete;
    Mailbox& operator=(const Mailbox&) = delete;
    ~Mailbox();

    /// Readable (edge-triggered, it never has to be read) after a wake-up.
    int descriptor() const { return descriptor_; }

    // Any thread.
    void post(Connection& connection) noexcept;
    void post(ConnectionQueue& connections) noexcept; ///< empties it
    void wake() const noexcept;

    // Loop only.
    void going_to_sleep() noexcept { sleeping_.store(true); }

    void awake() noexcept { sleeping_.store(false, std::memory_order_relaxed); }

    /// Somebody has written to the descriptor since going_to_sleep().
    bool woken() const noexcept { return !sleeping_.load(std::memory_order_relaxed); }

    ConnectionQueue take() noexcept;

private:
    int descriptor_;
    std::atomic<bool> sleeping_{false};
    std::mutex mutex_;
    ConnectionQueue queue_; ///< guarded by mutex_
};

} // namespace turnout::http
