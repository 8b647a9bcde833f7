// What tells one file of a plugin from another.
#pragma once
#include <filesystem>
#include <string>

namespace turnout::plugins {

/// 32 hexadecimal digits of the bytes of a file (XXH3, 128 bits): equal for equal bytes, whatever name and time say.
/// Not for security. Throws PluginError if it cannot be read.
std::string content_of(const std::filesystem::path& file);

/// The same of an open file, from its begin; where it stands does not matter. `file` is for messages.
std::string content_of(int descriptor, const std::filesystem::path& file);

} // namespace turnout::plugins
