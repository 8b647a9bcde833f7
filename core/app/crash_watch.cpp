#include "core/app/crash_watch.hpp"

#include <charconv>
#include <system_error>

namespace turnout::app {

namespace files = std::filesystem;

namespace {

std::optional<CrashReport> take_last(const files::path& file, spdlog::logger& logger) {
    const auto kept = file.parent_path() / "crash-last.txt";
    try {
        auto report = take_crash_report(file, kept);
        if (report) logger.error("{}", text_of(*report, kept));
        return report;
    } catch (const std::system_error& error) {
        logger.warn("what a crash of the former run may have left cannot be read: {}", error.what());
        return std::nullopt;
    }
}

/// False if the whole text is no number.
template <class Number> bool read_number(std::string_view text, Number& number) {
    const auto* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && stopped == end;
}

} // namespace

CrashWatch::CrashWatch(const files::path& directory, spdlog::logger& logger)
    : last_(take_last(directory / "crash.txt", logger)),
      handler_(*calls_, directory / "crash.txt") {
    if (!handler_.trouble().empty()) logger.warn("{}", handler_.trouble());
}

std::optional<delivery::Crash> CrashWatch::last_delivery() const {
    return last_ ? delivery_of(*last_) : std::nullopt;
}

std::optional<delivery::Crash> delivery_of(const CrashReport& report) {
    const std::string_view id = report.delivery;
    const auto replay = id.rfind('/');
    if (replay == std::string_view::npos || replay == 0) return std::nullopt;
    const auto sequence = id.rfind('/', replay - 1);
    if (sequence == std::string_view::npos) return std::nullopt;
    delivery::Crash crash;
    crash.delivery.route = id.substr(0, sequence);
    crash.time = report.time.value_or(eventsub::Time{});
    if (!read_number(id.substr(sequence + 1, replay - sequence - 1), crash.delivery.sequence) ||
        !read_number(id.substr(replay + 1), crash.delivery.replay))
        return std::nullopt;
    return crash;
}

} // namespace turnout::app
