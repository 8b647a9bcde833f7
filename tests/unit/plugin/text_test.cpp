#include "core/plugin/text.hpp"

#include <turnout/text.hpp>

#include <doctest/doctest.h>

#include <string>

using turnout::plugins::bounded;
using turnout::plugins::one_line;

TEST_CASE("text is one line of valid UTF-8 without control characters") {
    CHECK(one_line("Größe 灯台 🔦", 100) == "Größe 灯台 🔦");
    CHECK(one_line("a\nb\tc\x1b[0m\x7f", 100) == "a\\nb\\x09c\\x1b[0m\\x7f");
    CHECK(one_line("\xc3(\xff", 100) == "\xEF\xBF\xBD(\xEF\xBF\xBD");
    CHECK(one_line("a\xC2\x9B"
                   "31m\xE2\x80\xA8z",
                   100) == "a\xEF\xBF\xBD"
                           "31m\xEF\xBF\xBDz");
    CHECK(one_line(std::string_view{"a\0b", 3}, 100) == "a\\x00b");
    CHECK(one_line("", 100).empty());
}

TEST_CASE("the limit never cuts a character in two") {
    CHECK(one_line("aé", 1) == "a");
    CHECK(one_line("aé", 2) == "a");
    CHECK(one_line("aé", 3) == "aé");
    CHECK(one_line("abc", 0).empty());
}

TEST_CASE("a buffer without an end is not read beyond it") {
    const char full[3] = {'a', 'b', 'c'};
    const char half[3] = {'a', '\0', 'c'};
    CHECK(bounded(full) == "abc");
    CHECK(bounded(half) == "a");
}

TEST_CASE("copying into a buffer of the ABI ends it, and cuts between characters") {
    char to[4] = {'x', 'x', 'x', 'x'};
    turnout::copy_text(to, "aéé");
    CHECK(std::string{to} == "aé");
    turnout::copy_text(to, "abc");
    CHECK(std::string{to} == "abc");
    turnout::copy_text(to, "éé");
    CHECK(std::string{to} == "é");
    turnout::copy_text(to, "");
    CHECK(std::string{to}.empty());
}
