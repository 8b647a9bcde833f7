#include "core/plugin/isolation/begun_events.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

namespace turnout::plugins::isolation {

namespace {

[[noreturn]] void throw_last() {
    throw std::system_error(errno, std::generic_category(), "memory that is shared with a runner");
}

/// Sealed: a process that made it smaller would take the host down when it reads.
Descriptor make_memory(off_t size) {
    Descriptor memory{::memfd_create("turnout-begun", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    if (!memory || ::ftruncate(memory.get(), size) != 0) throw_last();
    if (::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) throw_last();
    return memory;
}

void* map(const Descriptor& memory, std::size_t size) {
    void* at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, memory.get(), 0);
    if (at == MAP_FAILED) throw_last(); // NOLINT(*-no-int-to-ptr,*-cstyle-cast): the system's macro
    return at;
}

} // namespace

BegunEvents::BegunEvents() : BegunEvents(make_memory(places * sizeof(Place))) {
}

BegunEvents::BegunEvents(Descriptor memory)
    : memory_(std::move(memory)),
      all_(static_cast<Place*>(map(memory_, places * sizeof(Place)))) {
}

BegunEvents::~BegunEvents() {
    ::munmap(all_, places * sizeof(Place));
}

void BegunEvents::begin(std::size_t place, std::uint64_t token) {
    auto& mine = all_[place];
    const auto next = mine.next.load(std::memory_order_relaxed) % remembered;
    mine.tokens[next].store(token, std::memory_order_release);
    mine.next.store(next + 1, std::memory_order_relaxed);
    const std::chrono::nanoseconds now = std::chrono::steady_clock::now().time_since_epoch();
    mine.since.store(static_cast<std::uint64_t>(now.count()), std::memory_order_release);
    mine.running.store(token, std::memory_order_release);
}

void BegunEvents::end(std::size_t place) {
    all_[place].running.store(0, std::memory_order_release);
}

bool BegunEvents::holds(std::uint64_t token) const {
    for (std::size_t place = 0; place < places; ++place)
        for (const auto& one : all_[place].tokens)
            if (one.load(std::memory_order_acquire) == token) return true;
    return false;
}

BegunEvents::Running BegunEvents::running(std::size_t place) const {
    // The time belongs to this token or to a later one: then the earlier is not late yet, or not there any more.
    const auto token = all_[place].running.load(std::memory_order_acquire);
    const auto since = static_cast<std::int64_t>(all_[place].since.load(std::memory_order_acquire));
    return {token, std::chrono::steady_clock::time_point{std::chrono::nanoseconds{since}}};
}

} // namespace turnout::plugins::isolation
