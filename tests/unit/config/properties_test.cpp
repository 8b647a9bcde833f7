#include "core/config/properties.hpp"

#include <doctest/doctest.h>

using namespace turnout::config;

namespace {

/// "key=value" with the line in front, for each entry.
std::string entries(std::string_view text) {
    const auto parsed = parse_properties(text);
    for (const auto& error : parsed.errors) MESSAGE(error.line << ": " << error.what);
    CHECK(parsed.errors.empty());
    std::string shown;
    for (const auto& entry : parsed.entries)
        shown += std::to_string(entry.line) + ":" + entry.key + "=" + entry.value + "|";
    return shown;
}

/// "line: what" of the only error.
std::string error(std::string_view text) {
    const auto parsed = parse_properties(text);
    REQUIRE(parsed.errors.size() == 1);
    return std::to_string(parsed.errors.front().line) + ": " + parsed.errors.front().what;
}

} // namespace

TEST_CASE("separators are =, : and white space") {
    CHECK(entries("a=1\nb:2\nc 3\nd\t4") == "1:a=1|2:b=2|3:c=3|4:d=4|");
    CHECK(entries("a = 1\n  b  :  2\nc\f= 3") == "1:a=1|2:b=2|3:c=3|");
    CHECK(entries("a = = 1\nb : = 2\nc = a=b:c d") == "1:a== 1|2:b== 2|3:c=a=b:c d|");
    CHECK(entries("a=\nb =\nc:") == "1:a=|2:b=|3:c=|");
}

TEST_CASE("comments and blank lines are skipped, but counted") {
    CHECK(entries("# a=1\n\n  ! b=2\n \t\nc=3") == "5:c=3|");
    CHECK(entries("# no continuation \\\na=1") == "2:a=1|");
    CHECK(entries("color = #ff0000\ntext = to #general") == "1:color=#ff0000|2:text=to #general|");
    CHECK(entries("") == "");
}

TEST_CASE("every line end counts as one line") {
    CHECK(entries("a=1\r\nb=2\rc=3\n\r\nd=4") == "1:a=1|2:b=2|3:c=3|5:d=4|");
}

TEST_CASE("a line continues after a backslash, without its leading white space") {
    CHECK(entries("a = 1,\\\n    2,\\\r\n\t3\nb=4") == "1:a=1,2,3|4:b=4|");
    CHECK(entries("a \\\n = 1") == "1:a=1|");
    CHECK(entries("a = x\\\n\nb=1") == "1:a=x|3:b=1|");
    CHECK(entries("a = back\\\\\nb=1") == "1:a=back\\|2:b=1|");
    CHECK(entries("a = back\\\\\\\nb=1") == "1:a=back\\b=1|");
    CHECK(error("a=1\nb = 2\\") == "2: the last line ends with `\\`, but no line follows");
}

TEST_CASE("escapes") {
    CHECK(entries("a = \\t\\n\\r\\f\\\\.") == "1:a=\t\n\r\f\\.|");
    CHECK(entries("a\\ b\\=c\\:d = \\#\\!\\=\\:\\\"") == "1:a b=c:d=#!=:\"|");
    CHECK(entries("a = \\u0041\\u00e4\\u20ac\\ud83d\\ude00") == "1:a=A\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80|");
    CHECK(entries("a = \\  x\\ \nb = c  \t") == "1:a=  x |2:b=c|");
    CHECK(error("a = \\d") == "1: an unknown escape at column 5; for a literal backslash write `\\\\`");
    CHECK(error("a = \\$") == "1: `\\$` at column 5 means nothing; for a literal `${` write `$${`");
    CHECK(error("a = \\u00g0") == "1: `\\u` at column 5 needs four hexadecimal digits");
    CHECK(error("a = \\u00") == "1: `\\u` at column 5 needs four hexadecimal digits");
    CHECK(error("a = \\u-001") == "1: `\\u` at column 5 needs four hexadecimal digits");
    CHECK(error("a = \\u0000") == "1: `\\u0000` at column 5 cannot be part of a value");
    for (const auto* half : {"a = \\ud83d", "a = \\ude00", "a = \\ud83d\\u0041", "a = \\ud83dx"})
        CHECK(error(half) == "1: `\\u` at column 5 is half of a surrogate pair");
}

TEST_CASE("UTF-8 passes, other bytes do not, comments included") {
    CHECK(entries("\xef\xbb\xbf"
                  "k\xc3\xa4se = \xf0\x9f\x98\x80") == "1:k\xc3\xa4se=\xf0\x9f\x98\x80|");
    for (const auto* bytes : {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf8",
                              "\xff", "\xf0\x8f\xbf\xbf", "\xc3("}) {
        CHECK(error(std::string("a=1\nb = ") + bytes) == "2: not UTF-8 at column 5");
        CHECK(error(std::string("# ") + bytes + "\na=1") == "1: not UTF-8 at column 3");
    }
    CHECK(error(std::string_view("a = \0b", 6)) == "1: a control character at column 5");
    CHECK(error("a = \x7f") == "1: a control character at column 5");
    CHECK(error("a = b\\\n \x01") == "2: a control character at column 2");
}

TEST_CASE("what is always a mistake") {
    CHECK(error("ok=1\n= 1") == "2: no key before the `=`");
    CHECK(error("a.b.c") == "1: a line is `key = value`, but here is only one word");
    CHECK(error("a = 10s   # ten") ==
          "1: a comment needs a line of its own; if the value shall hold the `#`, write `\\#`");
    CHECK(error("a = # ten") == "1: a comment needs a line of its own; if the value shall hold the `#`, write `\\#`");
    CHECK(entries("a = 10s \\# ten") == "1:a=10s # ten|");
}

TEST_CASE("an error costs its line only") {
    const auto parsed = parse_properties("a = \\d\nb = 2\n= 3\nd = 4");
    REQUIRE(parsed.errors.size() == 2);
    CHECK(parsed.errors[0].line == 1);
    CHECK(parsed.errors[1].line == 3);
    REQUIRE(parsed.entries.size() == 2);
    CHECK(parsed.entries[0].key == "b");
    CHECK(parsed.entries[1].line == 4);
}
