#include "core/plugin/control_thread.hpp"
#include "tests/support/wait.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <memory>
#include <stdexcept>

using namespace std::chrono_literals;
using turnout::plugins::ControlThread;
using turnout::test::wait_until;

namespace {

ControlThread::Patience patience(std::chrono::milliseconds limit) {
    return {limit, limit, [](const std::string&) {}, [](const std::string&) {}};
}

} // namespace

TEST_CASE("a task that has not begun when it is given up is never taken for one that is done") {
    for (int i = 0; i < 200; ++i) {
        ControlThread control;
        const auto done = std::make_shared<std::atomic<bool>>(false);
        const auto call = control.run([done](const auto&) { *done = true; }, patience(0ms));
        if (!call) CHECK(done->load());
        if (call) CHECK(*call == "its beginning");
    }
}

TEST_CASE("a task that hangs is named by its own call, not by one of a task before") {
    ControlThread control;
    CHECK(!control.run([](const auto& progress) { progress.enter("stop()"); }, patience(10s)));
    const auto go = std::make_shared<std::atomic<bool>>(false);
    const auto begun = std::make_shared<std::atomic<bool>>(false);
    const auto left = std::make_shared<std::atomic<bool>>(false);
    const auto hang = [go, begun, left](const auto&) {
        *begun = true;
        wait_until([&] { return go->load(); });
        *left = true;
    };
    while (!*begun) CHECK(control.run(hang, patience(1ms)) == "its beginning");
    CHECK_THROWS_WITH(control.run([](const auto&) { throw std::runtime_error("of the next one"); }, patience(10s)),
                      "of the next one");
    *go = true;
    CHECK(wait_until([&] { return left->load(); }));
}
