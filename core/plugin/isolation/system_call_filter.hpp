// Which system calls the process of a plugin may make (seccomp).
#pragma once

namespace turnout::plugins::isolation {

/// From here on the kernel refuses, with EPERM, what no handler needs and an intruder would: starting programs and
/// processes, signals to others, looking into other processes, and what administers the machine. The full list stands
/// in core/plugin/README.md. For all threads of this process and for ever. Throws std::system_error.
void filter_system_calls();

} // namespace turnout::plugins::isolation
