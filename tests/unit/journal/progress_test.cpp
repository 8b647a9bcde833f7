#include "core/journal/progress.hpp"

#include "core/journal/record.hpp"

#include <doctest/doctest.h>

#include <random>
#include <set>

namespace turnout::test {

using journal::BadRecord;
using journal::Progress;
using journal::Sequence;

TEST_CASE("progress agrees with a set, whatever the order") {
    for (std::uint32_t seed = 0; seed < 200; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        const Sequence start = seed % 3 == 0 ? 0 : 1'000'000'000'000;
        Progress progress(start);
        std::set<Sequence> model;
        for (int i = 0; i < 100; ++i) {
            const Sequence one = start + 1 + random() % 60;
            CHECK(progress.settle(one) == model.insert(one).second);
            CHECK(progress.settled(one));
        }
        Sequence to = start;
        while (model.contains(to + 1)) ++to;
        CHECK(progress.settled_to() == to);
        CHECK(progress.settled_above() == std::vector<Sequence>(model.upper_bound(to), model.end()));
        const Progress copy(progress.settled_to(), progress.encode());
        CHECK(copy.settled_above() == progress.settled_above());
        for (Sequence one = start + 1; one <= start + 62; ++one) CHECK(copy.settled(one) == model.contains(one));
        CHECK_FALSE(progress.settle(start));
    }
}

TEST_CASE("a long run behind one that is stuck costs a few bytes") {
    Progress progress(10);
    for (Sequence one = 12; one < 100'000; ++one) progress.settle(one);
    CHECK(progress.settled_to() == 10);
    CHECK(progress.encode().size() < 8);
    CHECK(progress.settle(11));
    CHECK(progress.settled_to() == 99'999);
    CHECK(progress.encode().empty());
}

TEST_CASE("runs that make no sense are refused") {
    CHECK_THROWS_AS(Progress(5, std::string_view("\0\1", 2)), BadRecord);
    CHECK_THROWS_AS(Progress(5, std::string_view("\1\0", 2)), BadRecord);
    CHECK_THROWS_AS(Progress(5, "\x01"), BadRecord);
    CHECK_THROWS_AS(Progress(5, "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x01"), BadRecord);
}

} // namespace turnout::test
