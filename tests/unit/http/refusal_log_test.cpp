#include "core/http/refusal_log.hpp"

#include "tests/unit/http/test_clock.hpp"

#include <doctest/doctest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <memory>
#include <sstream>
#include <string>

namespace turnout::test {

TEST_CASE("what the log of refusals left out is told in numbers, also when the host ends") {
    std::ostringstream lines;
    const auto logger =
        std::make_shared<spdlog::logger>("http", std::make_shared<spdlog::sinks::ostream_sink_mt>(lines));
    const TestClock clock;
    eventsub::Event event;
    event.message_id = "m1";
    {
        http::RefusalLog log(logger, clock);
        for (int i = 0; i < 12; ++i) log.refused(403, "bad signature", http::Peer{});
        for (int i = 0; i < 6; ++i) log.kept("stale", "too old", event);
        CHECK(lines.str().find("more") == std::string::npos);
    }
    CHECK(lines.str().find("refused 7 more requests that are not in this log") != std::string::npos);
    CHECK(lines.str().find("kept 1 more messages as dead letters that are not in this log") != std::string::npos);
}

} // namespace turnout::test
