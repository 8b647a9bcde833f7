// Text written by a signal handler: nothing here allocates, locks, or asks for a locale.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace turnout::app {

/// Collects text and writes it to two descriptors. Everything is async-signal-safe. What cannot be written is lost.
class CrashText {
public:
    /// A descriptor of -1 is passed over. Neither is closed here.
    CrashText(int file, int terminal) : file_(file), terminal_(terminal) {}

    CrashText(const CrashText&) = delete;
    CrashText& operator=(const CrashText&) = delete;

    /// As it is: text of the host's own.
    CrashText& add(std::string_view text) noexcept;
    /// On one line whatever it holds: control characters and backslashes as \xNN.
    CrashText& add_escaped(std::string_view text) noexcept;
    CrashText& add(std::uint64_t number) noexcept;
    CrashText& add_hexadecimal(std::uint64_t number) noexcept; ///< with 0x
    /// UTC, as 2026-01-31T12:00:00Z.
    CrashText& add_time(std::int64_t unix_seconds) noexcept;

    /// Writes what was collected: first to the file, then to the terminal, for which it waits at most a second: a pipe
    /// that nobody reads must not keep the process from its end.
    void flush() noexcept;

private:
    void put(char c) noexcept;
    void add_digits(std::uint64_t number, unsigned base, unsigned least) noexcept;

    int file_;
    int terminal_;
    /// A pipe that is ready takes as much at once without blocking (PIPE_BUF).
    std::array<char, 4096> buffer_{};
    std::size_t used_ = 0;
};

} // namespace turnout::app
