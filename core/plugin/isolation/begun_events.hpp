// Which events the plugin has begun with, in memory that the host and the runner share: when the process ends, they
// alone may have ended it.
#pragma once
#include "core/plugin/descriptor.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace turnout::plugins::isolation {

/// One place for each thread of the runner, which alone writes it. The host reads meanwhile (what is late) and after
/// the end of the process; it believes nothing of it but for tokens that it has handed over itself.
class BegunEvents {
public:
    static constexpr std::size_t places = 256;
    /// So many events of one thread may be handled and their answers not be sent yet: they are remembered, too.
    static constexpr std::size_t remembered = 32;

    /// Fresh memory, of a size that cannot change any more. Throws std::system_error.
    BegunEvents();
    /// The memory of another process. Throws std::system_error.
    explicit BegunEvents(Descriptor memory);
    BegunEvents(const BegunEvents&) = delete;
    BegunEvents& operator=(const BegunEvents&) = delete;
    ~BegunEvents();

    const Descriptor& memory() const { return memory_; }

    /// handle() begins with this event, on the thread of this place (below `places`).
    void begin(std::size_t place, std::uint64_t token);
    /// It has returned; that it had begun is remembered.
    void end(std::size_t place);

    /// Whether handle() has begun with it; it may have returned.
    bool holds(std::uint64_t token) const;

    /// What is in handle() in one place; token 0: nothing.
    struct Running {
        std::uint64_t token = 0;
        std::chrono::steady_clock::time_point since{};
    };

    Running running(std::size_t place) const;

private:
    using Word = std::atomic<std::uint64_t>;
    static_assert(Word::is_always_lock_free);

    struct Place {
        Word running; ///< token
        Word since;   ///< nanoseconds of the steady clock, which all processes share
        Word next;    ///< in `tokens`
        std::array<Word, remembered> tokens;
    };

    Descriptor memory_;
    Place* all_ = nullptr;
};

} // namespace turnout::plugins::isolation
