// Opens the file of a plugin once, safely; what is copied and loaded comes from this one descriptor.
#pragma once
#include "core/plugin/descriptor.hpp"

#include <filesystem>

namespace turnout::plugins {

struct Source {
    Descriptor file;            ///< opened for reading
    std::filesystem::path path; ///< directory / library, for messages
};

/// `library` is relative to `directory` and must stay below it, links included (so Kubernetes' `..data` links work and
/// links to elsewhere do not). The file and the directory that holds it must belong to root or to the host's user and
/// must not be writable by group or others. It has at most 256 MiB. Throws PluginError.
Source open_source(const std::filesystem::path& directory, const std::filesystem::path& library);

} // namespace turnout::plugins
