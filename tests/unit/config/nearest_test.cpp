#include "core/config/nearest.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace turnout::config;

TEST_CASE("distances count what a finger does") {
    CHECK(edit_distance("", "") == 0);
    CHECK(edit_distance("abc", "") == 3);
    CHECK(edit_distance("", "abc") == 3);
    CHECK(edit_distance("plugin", "plguin") == 1);
    CHECK(edit_distance("plugin", "plugins") == 1);
    CHECK(edit_distance("plugin", "pluxin") == 1);
    CHECK(edit_distance("kitten", "sitting") == 3);
}

TEST_CASE("only what is near is suggested") {
    const std::vector<std::string> words{"logger", "jsonl", "greeter", "a"};
    CHECK(nearest("loger", words) == "logger");
    CHECK(nearest("greter", words) == "greeter");
    CHECK(nearest("archive", words) == "");
    CHECK(nearest("b", words) == "");
    CHECK(nearest("", words) == "");
    CHECK(nearest(std::string(100'000, 'x'), words) == "");
    CHECK(nearest("x", {}) == "");
}
