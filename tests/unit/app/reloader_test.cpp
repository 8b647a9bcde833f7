// The thread that reloads.
#include "core/app/reload/reloader.hpp"

#include <doctest/doctest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <memory>
#include <sstream>
#include <stdexcept>

using namespace turnout;

TEST_CASE("reloader: what throws is refused and the thread goes on, and warnings are logged beside what was done") {
    std::ostringstream text;
    const auto logger =
        std::make_shared<spdlog::logger>("reload", std::make_shared<spdlog::sinks::ostream_sink_mt>(text));
    logger->set_pattern("%l %v");
    bool works = false; // written while no reload is under way
    app::Reloader reloader(
        [&](const app::Reloader::Request&) {
            if (!works) throw std::runtime_error("out of memory");
            http::ReloadReport report;
            report.done = true;
            report.changes = {"route main: changed"};
            report.warnings = {"delivery.workers is as it was: no threads"};
            return report;
        },
        logger);
    const auto refused = reloader.reload(false);
    CHECK_FALSE(refused.done);
    CHECK(refused.problems == std::vector<std::string>{"out of memory"});
    works = true;
    const auto done = reloader.reload(false);
    CHECK(done.done);
    CHECK(done.warnings.size() == 1);
    reloader.stop();
    CHECK(text.str().find("error not reloaded: out of memory\n") != std::string::npos);
    CHECK(text.str().find("warning delivery.workers is as it was: no threads\n") != std::string::npos);
    CHECK(text.str().find("info reloaded\n") != std::string::npos);
}
