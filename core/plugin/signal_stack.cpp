#include "core/plugin/signal_stack.hpp"

#include <sys/mman.h>

namespace turnout::plugins {

namespace {

constexpr std::size_t guard = std::size_t{64} * 1024; // a whole page on every machine

} // namespace

SignalStack::SignalStack() noexcept {
    void* const memory = ::mmap(nullptr, guard + size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (memory == MAP_FAILED) return;
    void* const usable = static_cast<std::byte*>(memory) + guard;
    stack_t stack{};
    stack.ss_sp = usable;
    stack.ss_size = size;
    if (::mprotect(usable, size, PROT_READ | PROT_WRITE) == 0 && ::sigaltstack(&stack, &former_) == 0)
        memory_ = memory;
    else
        ::munmap(memory, guard + size);
}

SignalStack::~SignalStack() {
    if (memory_ == nullptr) return;
    ::sigaltstack(&former_, nullptr);
    ::munmap(memory_, guard + size);
}

} // namespace turnout::plugins
