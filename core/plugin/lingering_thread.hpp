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
/// there are several, one of them. Not from the main thread. Threads are not stopped for it: it is told from what lies
/// on their stacks while they wait in the kernel. So one is missed that never waits, whose start function is in a
/// library that the plugin uses or ends by calling one, or on whose stack lies what a thread of the host has left
/// there; and all are in a program under a sanitizer, whose threads begin in the program. Throws std::system_error if
/// the system does not let it look (such as a process with capabilities of its file).
std::optional<LingeringThread> find_lingering_thread(const std::filesystem::path& path);

} // namespace turnout::plugins
