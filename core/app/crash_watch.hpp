// Crashes of this run and of the former one: the handler, and what it has left.
#pragma once
#include "core/app/crash_handler.hpp"
#include "core/app/crash_report.hpp"
#include "core/delivery/engine.hpp"
#include "core/plugin/running_calls.hpp"

#include <spdlog/logger.h>

#include <filesystem>
#include <memory>
#include <optional>

namespace turnout::app {

/// In which delivery it crashed; nothing if in none, or if what the report says of it is not whole.
std::optional<delivery::Crash> delivery_of(const CrashReport& report);

/// Made when the state directory is this process's own, before plugins are loaded; goes after they have. One at a time
/// in a process, as CrashHandler.
class CrashWatch {
public:
    /// Tells `logger` of the former run's crash, whose report moves from `directory`/crash.txt to crash-last.txt, and
    /// watches for the next one. What cannot be read or written is logged: it is no reason not to start.
    CrashWatch(const std::filesystem::path& directory, spdlog::logger& logger);

    /// Where the calls into plugins are to stand.
    const std::shared_ptr<plugins::RunningCalls>& calls() const { return calls_; }

    /// Nothing if the former run has not crashed.
    const std::optional<CrashReport>& last() const { return last_; }

    /// In which delivery that was, if in one.
    std::optional<delivery::Crash> last_delivery() const;

private:
    const std::shared_ptr<plugins::RunningCalls> calls_ = std::make_shared<plugins::RunningCalls>();
    const std::optional<CrashReport> last_;
    const CrashHandler handler_;
};

} // namespace turnout::app
