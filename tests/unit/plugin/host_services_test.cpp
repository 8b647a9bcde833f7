// What comes over the boundary of the host's own functions, right and wrong.
#include "core/plugin/host_services.hpp"
#include "core/plugin/text.hpp"
#include "tests/unit/plugin/fixture/log_text.hpp"
#include "tests/unit/plugin/fixture/recording_port.hpp"

#include <turnout/text.hpp>

#include <doctest/doctest.h>

using namespace turnout;
using turnout::test::LogText;
using turnout::test::RecordingPort;

TEST_CASE("host: a null text is empty, whatever size it is said to have") {
    RecordingPort deliveries;
    const auto log = std::make_shared<LogText>();
    const auto logger = std::make_shared<spdlog::logger>("test", log);
    logger->set_pattern("%v");
    const plugins::HostServices services{{"here", "here.so", {{"colour", "red"}}, {}}, "0.0", deliveries, logger, {}};
    const auto& host = *services.table();

    host.log(&host, TURNOUT_INFO, {nullptr, 5});
    host.log(&host, TURNOUT_INFO, to_str("hello"));
    CHECK(log->text() == "[here] \n[here] hello\n");

    turnout_str value{};
    CHECK(host.config(&host, {nullptr, 6}, &value) == 0); // as long as "colour", so that a comparison would read it
    CHECK(host.config(&host, to_str("colour"), &value) == 1);
    CHECK(to_view(value) == "red");

    for (const std::string_view id : {TURNOUT_METRICS_EXTENSION, TURNOUT_STATE_EXTENSION, "five!"})
        CHECK(host.get_extension(&host, {nullptr, id.size()}) == nullptr);
    CHECK(plugins::received({nullptr, 5}).empty());
    CHECK(plugins::received(to_str("text")) == "text");
}
