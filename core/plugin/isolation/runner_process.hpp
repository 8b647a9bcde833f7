// A runner: the process in which one plugin runs by itself.
#pragma once
#include "core/plugin/descriptor.hpp"

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>

namespace turnout::plugins::isolation {

/// Where a runner finds its end of the link, and the memory that it shares with the host.
inline constexpr int runner_link = 3;
inline constexpr int runner_memory = 4;

/// Killed and waited for when it goes.
class RunnerProcess {
public:
    /// Starts `program` with nothing but its link and that memory, a clean environment, and a pipe for what it prints.
    /// It ends with the thread that calls this. Throws std::system_error.
    RunnerProcess(const std::filesystem::path& program, const std::string& instance, const Descriptor& link,
                  const Descriptor& memory);
    RunnerProcess(const RunnerProcess&) = delete;
    RunnerProcess& operator=(const RunnerProcess&) = delete;
    ~RunnerProcess();

    pid_t pid() const { return pid_; }

    /// Does not block when it is read.
    int output() const { return output_.get(); }

    /// Can be read when it has ended.
    int watch() const { return watch_.get(); }

    /// With all that it has started.
    void kill() noexcept;

    /// Waits for its end, kills it if that takes longer than `patience`, and says how it was: "exited with status 1",
    /// "was ended by signal 6 (Aborted)".
    std::string end(std::chrono::milliseconds patience);

private:
    pid_t pid_ = -1;
    Descriptor output_;
    Descriptor watch_; ///< pidfd
    bool over_ = false;
    std::string how_;
};

} // namespace turnout::plugins::isolation
