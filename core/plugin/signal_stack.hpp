// The memory on which a thread's signal handlers run, so that a thread whose stack is full can still be reported.
#pragma once
#include <csignal>
#include <cstddef>

namespace turnout::plugins {

/// Made and destroyed by one thread, for that thread; while it lives handlers with SA_ONSTACK run on it. If the system
/// gives no memory the thread goes on without.
class SignalStack {
public:
    static constexpr std::size_t size = std::size_t{64} * 1024;

    SignalStack() noexcept;
    SignalStack(const SignalStack&) = delete;
    SignalStack& operator=(const SignalStack&) = delete;
    ~SignalStack(); ///< gives the former one back

private:
    void* memory_ = nullptr; ///< with a page below it that nobody may touch
    stack_t former_{};
};

} // namespace turnout::plugins
