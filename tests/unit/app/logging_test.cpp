#include "core/app/logging.hpp"

#include <doctest/doctest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <sstream>

using namespace turnout;

namespace {

std::string logged(config::LogFormat format, spdlog::level::level_enum level, const std::string& words) {
    std::ostringstream out;
    const auto sink = std::make_shared<spdlog::sinks::ostream_sink_st>(out);
    sink->set_formatter(std::make_unique<app::LineFormatter>(format));
    const app::Logs logs("debug", sink);
    logs.get("journal")->log(level, words);
    return out.str();
}

std::string after_time(const std::string& line) {
    return line.substr(line.find(' ') + 1);
}

} // namespace

TEST_CASE("a line of text has time, level, part and words") {
    const std::string line = logged(config::LogFormat::text, spdlog::level::info, "opened");
    CHECK(after_time(line) == "info    [journal] opened\n");
    CHECK(line.find('Z') == std::string_view("2026-01-01T00:00:00.000").size());
}

TEST_CASE("words cannot forge a line") {
    CHECK(after_time(logged(config::LogFormat::text, spdlog::level::warn, "a\nb\x1b[0m")) ==
          "warning [journal] a\\nb\\u001b[0m\n");
}

TEST_CASE("JSON lines are JSON whatever the words are") {
    const std::string line = logged(config::LogFormat::json, spdlog::level::err, "a\"b\\c\nd\x01");
    CHECK(line.substr(line.find(R"("level")")) == R"("level":"error","part":"journal","message":"a\"b\\c\nd\u0001"})"
                                                  "\n");
    CHECK(line.starts_with(R"({"time":"2)"));
}

TEST_CASE("for a person who watches, time and words are enough") {
    std::ostringstream out;
    const auto sink = std::make_shared<spdlog::sinks::ostream_sink_st>(out);
    sink->set_formatter(std::make_unique<app::BriefFormatter>());
    const app::Logs logs("info", sink);
    logs.get("http")->info("one");
    logs.get("http")->error("two\nlines");
    const std::string text = out.str();
    CHECK(text.substr(2, 1) == ":");
    CHECK(text.substr(12, 5) == " one\n");
    CHECK(text.ends_with(" error: two\\nlines\n"));
}

TEST_CASE("below the level nothing is written") {
    CHECK(logged(config::LogFormat::text, spdlog::level::trace, "x").empty());
}

TEST_CASE("loggers stay out of the registry") {
    std::ostringstream out;
    const app::Logs logs("info", std::make_shared<spdlog::sinks::ostream_sink_st>(out));
    CHECK(logs.get("journal") != nullptr);
    CHECK(logs.get("journal") != logs.get("journal"));
}
