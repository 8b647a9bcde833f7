// A thread that a plugin has started and not joined: its code must stay where it is.
#pragma once
#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

namespace turnout::plugins {

struct LingeringThread {
    pid_t id = 0;
    std::string name;
};

/// A thread of this process that runs code of the library loaded from `path` and was not called into it by the host; if
/// there are several, one of them. Not from the main thread. Threads are not stopped for it: one that is never found
/// waiting in the kernel is not found, nor one whose start function is in a library that the plugin uses, nor any in a
/// program under a sanitizer, whose threads all begin in the program.
std::optional<LingeringThread> find_lingering_thread(const std::filesystem::path& path);

} // namespace turnout::plugins
