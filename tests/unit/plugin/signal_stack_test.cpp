// Where the handlers of a thread run.
#include "core/plugin/signal_stack.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <cstdint>
#include <thread>

using turnout::plugins::SignalStack;

namespace {

std::uintptr_t ran_at = 0;

void note_place(int) {
    const char here = 0;
    ran_at = reinterpret_cast<std::uintptr_t>(&here);
}

stack_t current() {
    stack_t stack{};
    ::sigaltstack(nullptr, &stack);
    return stack;
}

} // namespace

TEST_CASE("handlers run on the signal stack while it lives, and the thread has its former one back afterwards") {
    struct sigaction action {
    }, before{};

    action.sa_handler = note_place;
    action.sa_flags = SA_ONSTACK;
    REQUIRE(::sigaction(SIGUSR1, &action, &before) == 0);
    std::thread{[] {
        const auto former = current();
        {
            const SignalStack stack;
            const auto used = current();
            REQUIRE((used.ss_flags & SS_DISABLE) == 0);
            CHECK(used.ss_sp != former.ss_sp);
            CHECK(used.ss_size == SignalStack::size);
            ::raise(SIGUSR1);
            const auto from = reinterpret_cast<std::uintptr_t>(used.ss_sp);
            CHECK(ran_at >= from);
            CHECK(ran_at < from + used.ss_size);
        }
        const auto after = current();
        CHECK(after.ss_sp == former.ss_sp);
        CHECK(after.ss_flags == former.ss_flags);
    }}.join();
    REQUIRE(::sigaction(SIGUSR1, &before, nullptr) == 0);
}
