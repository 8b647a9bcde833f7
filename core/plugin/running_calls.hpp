// What each thread is doing inside a plugin, in memory that a signal handler can read when the process crashes.
#pragma once
#include "core/plugin/shared_text.hpp"

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <memory>
#include <string_view>

namespace turnout::plugins {

/// A fixed number of slots, one for each call that is under way; a call that finds none free goes on unrecorded.
///
/// Any thread, and lock-free. A slot belongs to the thread whose compare-and-swap has set `taken`, until that thread
/// sets it to 0 again, so a slot has one writer at a time. `version` is odd while its content is not valid: the writer
/// stores the content, then the next even version; at the end the next odd one. All stores of the content are releases
/// and all loads acquires: a reader that has met a part of a later content has seen the odd version before it, and
/// finds another version at its end than at its beginning. On x86-64 these are plain moves.
///
/// A handler that interrupts the writer's own thread has all that this thread has stored, in order. It takes no lock,
/// allocates nothing and waits for nobody, so it may run at any point of this code, too.
class RunningCalls {
    struct Slot;

public:
    static constexpr std::size_t slots = 256;

    /// What is called, and with what. Views need to live until the scope is made; longer text than fits is cut.
    struct Subject {
        std::string_view plugin;   ///< name of the instance
        std::string_view call;     ///< "handle()", "create()", ...
        std::string_view route;    ///< this and the following: empty unless an event is handled
        std::string_view delivery; ///< "route/sequence/replay"
        std::string_view message;  ///< id of the message
        std::string_view type;     ///< of the event
    };

    /// Taken around a call into a plugin, in the thread that makes it. Of nested ones a report would name any.
    class Scope {
    public:
        /// `calls` outlives it; null: nothing is recorded.
        Scope(RunningCalls* calls, const Subject& subject) noexcept;
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;
        ~Scope();

        bool recorded() const { return slot_ != nullptr; }

    private:
        Slot* slot_;
    };

    /// A copy of one slot.
    struct Call {
        pid_t thread = 0;
        bool whole = false; ///< false: it was being written, so that a part may be of another call
        BoundedText<16> thread_name;
        BoundedText<64> plugin;
        BoundedText<32> call;
        BoundedText<96> route;
        BoundedText<128> delivery;
        BoundedText<64> message;
        BoundedText<64> type;
    };

    RunningCalls();
    RunningCalls(const RunningCalls&) = delete;
    RunningCalls& operator=(const RunningCalls&) = delete;
    ~RunningCalls();

    /// False if no call stands in slot number `index` (below `slots`). Async-signal-safe.
    bool read(std::size_t index, Call& into) const noexcept;

private:
    Slot* take() noexcept;

    const std::unique_ptr<std::array<Slot, slots>> slots_;
};

} // namespace turnout::plugins
