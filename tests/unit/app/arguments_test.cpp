#include "core/app/arguments.hpp"

#include <doctest/doctest.h>

#include <array>

using namespace turnout::app;

namespace {

constexpr std::array<Option, 4> options{{
    {"config", "FILE", "the file"},
    {"set", "KEY=VALUE", "a key", true},
    {"count", "N", "how many"},
    {"challenge", "", "a switch"},
}};

Arguments read(const std::vector<std::string>& words) {
    return Arguments::read(words, {options, 0, 1});
}

std::string complaint(const std::vector<std::string>& words) {
    try {
        read(words);
    } catch (const UsageError& problem) {
        return problem.what();
    }
    return "(none)";
}

} // namespace

TEST_CASE("options take their value behind a blank or an equals sign") {
    CHECK(read({"--config", "a"}).value("config") == "a");
    CHECK(read({"--config=a=b"}).value("config") == "a=b");
    CHECK(read({"--config="}).value("config") == "");
    CHECK_FALSE(read({}).value("config").has_value());
}

TEST_CASE("operands and options come in any order") {
    const Arguments arguments = read({"--challenge", "channel.follow", "--set", "a=1", "--set=b=2"});
    CHECK(arguments.has("challenge"));
    CHECK(arguments.operands() == std::vector<std::string>{"channel.follow"});
    CHECK(arguments.values("set") == std::vector<std::string>{"a=1", "b=2"});
}

TEST_CASE("after two dashes everything is an operand") {
    CHECK(read({"--", "--config"}).operands() == std::vector<std::string>{"--config"});
}

TEST_CASE("a single dash is an operand") {
    CHECK(read({"-"}).operands() == std::vector<std::string>{"-"});
}

TEST_CASE("what is not understood is named, with what was probably meant") {
    CHECK(complaint({"--cofnig", "x"}) == "unknown option --cofnig; did you mean --config?");
    CHECK(complaint({"--quite-different"}) == "unknown option --quite-different");
    CHECK(complaint({"-c", "x"}) == "unknown option -c; options begin with two dashes");
    CHECK(complaint({"--config"}) == "--config needs a value: --config FILE");
    CHECK(complaint({"--challenge=yes"}) == "--challenge takes no value");
    CHECK(complaint({"--config", "a", "--config", "b"}) == "--config is given twice");
    CHECK(complaint({"a", "b"}) == "unexpected argument 'b'");
}

TEST_CASE("too few operands are refused") {
    CHECK_THROWS_AS(Arguments::read({}, {options, 1, 1}), UsageError);
}

TEST_CASE("numbers are whole and within their bounds") {
    const auto count = [](const std::string& text) { return read({"--count", text}).number("count", 1, 1, 100); };
    CHECK(count("100") == 100);
    CHECK(read({}).number("count", 7, 1, 100) == 7);
    for (const char* text : {"0", "101", "-1", "1.5", "1x", "", " 1", "99999999999999999999999"}) {
        CAPTURE(text);
        CHECK_THROWS_AS(count(text), UsageError);
    }
}
