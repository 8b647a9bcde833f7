// What the crash of a former run has left, read at the next start.
#pragma once
#include "core/eventsub/clock.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::app {

/// As a handler has written it; a text is empty if the report does not say it, or was cut short before. Every text is
/// one line of UTF-8 without control characters.
struct CrashReport {
    std::optional<eventsub::Time> time;
    std::string version; ///< of the host that has crashed
    std::string signal;  ///< "SIGSEGV"
    std::string cause;   ///< in words
    std::string address; ///< "0x8": that was used and could not be
    std::string process;
    std::string thread;              ///< its number and its name
    std::string plugin;              ///< this and the following of the call that the thread was in; empty: in none
    std::string call;                ///< "handle()", or why there is no plugin
    std::string route;               ///< this and the following: empty unless an event was handled
    std::string delivery;            ///< "route/sequence/replay"
    std::string message;             ///< id of the message
    std::string type;                ///< of the event
    std::vector<std::string> beside; ///< what other threads did in plugins then
    std::vector<std::string> places; ///< where the thread was, the innermost first: "0x7f... FILE+0x..."
    bool whole = false;              ///< it was written to its end
    std::filesystem::path kept;      ///< where it lies since take_crash_report(); empty before
};

/// Reads the first 256 KiB of a text; lines that it does not know are passed over. Nothing if it knows none.
std::optional<CrashReport> parse_crash_report(std::string_view text);

/// Nothing if there is no such file, or nothing of a report in it. Throws std::system_error if it cannot be read.
std::optional<CrashReport> read_crash_report(const std::filesystem::path& file);

/// Reads what a former run has left in `file`, and moves it to `kept`, so that it is told once and can still be looked
/// at. As read_crash_report(); also throws if it cannot be moved.
std::optional<CrashReport> take_crash_report(const std::filesystem::path& file, const std::filesystem::path& kept);

/// What the operator is told, in one line: what has crashed with which event, and what to do. `kept` is where the
/// report lies.
std::string text_of(const CrashReport& report, const std::filesystem::path& kept);

} // namespace turnout::app
