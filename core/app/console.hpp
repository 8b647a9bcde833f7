// What verbs share that talk to a person: files that are named on the command line, times that are shown.
#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

namespace turnout::app {

/// The bytes of a file. Throws std::runtime_error: "cannot read WHAT 'FILE': REASON".
std::string read_file(const std::filesystem::path& file, std::string_view what);

/// "0.12 ms"
std::string in_milliseconds(std::chrono::nanoseconds time, int digits);

} // namespace turnout::app
