// The promises of core/README.md, in random histories.
#include "history.hpp"

#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <cstdlib>

using namespace turnout;
using namespace turnout::delivery::test;

namespace {

/// TURNOUT_HISTORIES=10000 makes the full run of it; TURNOUT_HISTORY_SEED=N begins with another seed, of one history
/// unless a number is given, too.
std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
    const char* text = std::getenv(variable);
    return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

} // namespace

TEST_CASE("Promises 1, 2 and 4 hold in random histories of messages, crashes, restarts, reloads and replays") {
    const bool one = std::getenv("TURNOUT_HISTORY_SEED") != nullptr;
    const auto first = number_in("TURNOUT_HISTORY_SEED", 1);
    const auto count = number_in("TURNOUT_HISTORIES", one ? 1 : 60);
    std::uint64_t broken = 0;
    for (auto seed = first; seed < first + count && broken < 5; ++seed) {
        const turnout::test::TemporaryDirectory directory;
        History history{seed, directory.path()};
        const auto wrong = history.run();
        if (!wrong.empty()) ++broken;
        for (const auto& what : wrong) FAIL_CHECK("TURNOUT_HISTORY_SEED=" << seed << ": " << what);
        if (count >= 1'000 && (seed - first + 1) % 500 == 0) MESSAGE("up to seed " << seed);
    }
    const auto last = first + count - 1;
    MESSAGE("seeds " << first << " to " << last);
}
