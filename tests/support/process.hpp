// Real processes for tests: start, watch the output, signal, wait; what a test starts ends with it.
#pragma once
#include "tests/support/wait.hpp"

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace turnout::test {

/// One child process, its standard output and error read by a thread. The destructor kills it if it still runs, and the
/// system does when the thread that started it ends.
class Process {
public:
    struct Options {
        std::map<std::string, std::string> environment; ///< added to that of the test
        std::filesystem::path directory;                ///< to run in; empty: that of the test
        std::optional<std::uint64_t> largest_file;      ///< RLIMIT_FSIZE in bytes, with SIGXFSZ ignored
    };

    /// Throws std::system_error if the program cannot be started. `command[0]` is a path.
    explicit Process(std::vector<std::string> command);
    Process(std::vector<std::string> command, const Options& options);
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;
    ~Process();

    pid_t pid() const { return pid_; }

    void signal(int number) const; ///< nothing happens if it has ended

    /// Exit status, or 128 + the signal that ended it; nothing if it still runs when `limit` has passed.
    std::optional<int> wait(std::chrono::milliseconds limit = patience);

    bool running() { return !wait(std::chrono::milliseconds{0}).has_value(); }

    /// What it has written so far; complete once wait() has returned a status.
    std::string output() const;
    std::string errors() const;
    /// Waits until `text` stands in output or errors; false if it ended or the deadline passed without it.
    bool wait_for_text(const std::string& text, std::chrono::milliseconds limit = patience);

private:
    struct Reader;
    pid_t pid_ = -1;
    std::optional<int> status_;
    std::unique_ptr<Reader> reader_;
};

struct Finished {
    int status = -1; ///< -1: it was killed because the deadline passed
    std::string output;
    std::string errors;
};

/// Runs a command to its end.
Finished run(std::vector<std::string> command, std::chrono::milliseconds limit = std::chrono::seconds{60},
             const Process::Options& options = {});

} // namespace turnout::test
