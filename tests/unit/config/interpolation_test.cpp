#include "core/config/interpolation.hpp"

#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

using namespace turnout::config;

namespace {

struct Fixture {
    turnout::test::TemporaryDirectory directory;

    Interpolated resolve(std::string_view text) const {
        return interpolate(text, directory.path(), [](const std::string& name) -> std::optional<std::string> {
            if (name == "USER") return "ann";
            if (name == "DOLLAR") return "${env:USER}";
            if (name == "EMPTY") return "";
            if (name == "LATIN") return "\xe4";
            return {};
        });
    }

    std::string good(std::string_view text) const {
        const auto result = resolve(text);
        CHECK(result.error == "");
        return result.value;
    }
};

} // namespace

TEST_CASE_FIXTURE(Fixture, "environment variables are put in, and not looked at again") {
    CHECK(good("${env:USER}") == "ann");
    CHECK(good("/home/${env:USER}/x${env:EMPTY}y") == "/home/ann/xy");
    CHECK(good("${env:DOLLAR}") == "${env:USER}");
    CHECK(resolve("${env:USER}").foreign);
    CHECK_FALSE(resolve("plain").foreign);
    CHECK(resolve("${env:NOBODY}").error == "${env:NOBODY}: this environment variable is not set");
}

TEST_CASE_FIXTURE(Fixture, "files are put in without their last line end") {
    directory.write("secret", "abc\n");
    directory.write("deep/windows", "abc\r\n");
    directory.write("two", "a\n\n");
    CHECK(good("${file:secret}") == "abc");
    CHECK(good("<${file:deep/windows}>") == "<abc>");
    CHECK(good("${file:two}") == "a\n");
    CHECK(good("${file:" + (directory / "secret").string() + "}") == "abc");
    CHECK(resolve("${file:secret}").foreign);
}

TEST_CASE_FIXTURE(Fixture, "files that cannot be put in") {
    const auto error = [&](const std::string& name) { return resolve("${file:" + name + "}").error; };
    CHECK(error("none") ==
          "${file:none}: " + (directory / "none").string() + " cannot be read: No such file or directory");
    CHECK(error(".").find("is not a regular file") != std::string::npos);
    CHECK(error("/dev/zero").find("is not a regular file") != std::string::npos);
    REQUIRE(mkfifo((directory / "fifo").c_str(), 0600) == 0);
    CHECK(error("fifo").find("is not a regular file") != std::string::npos);
    directory.write("large", std::string(64 * 1024 + 1, 'x'));
    CHECK(error("large").find("is larger than 64k") != std::string::npos);
    directory.write("binary", std::string("a\0b", 3));
    CHECK(error("binary") == "${file:binary} does not give text (UTF-8 without NUL)");
    CHECK(resolve("${env:LATIN}").error == "${env:LATIN} does not give text (UTF-8 without NUL)");
}

TEST_CASE_FIXTURE(Fixture, "dollars that are no placeholder") {
    CHECK(good("$${env:USER}") == "${env:USER}");
    CHECK(good("$$$ $5 $") == "$$$ $5 $");
    CHECK(good("a$${b}c${env:USER}") == "a${b}cann");
    CHECK_FALSE(resolve("$${x}").foreign);
}

TEST_CASE_FIXTURE(Fixture, "malformed placeholders, whose text is not shown") {
    CHECK(resolve("a${env:USER").error == "a `${` has no `}`; for a literal `${` write `$${`");
    for (const auto* text : {"${s3cret}", "${ENV:USER}", "${env}", "x${sys:s3cret}"}) {
        CHECK(resolve(text).error ==
              "a `${...}` is neither `${env:NAME}` nor `${file:PATH}`; for a literal `${` write `$${`");
    }
    CHECK(resolve("${env:}").error == "a `${...}` names nothing");
    CHECK(resolve("${}").error == "a `${...}` names nothing");
    CHECK(resolve("${file:${env:USER}}").error == "a `${` within `${...}`: placeholders do not nest");
}
