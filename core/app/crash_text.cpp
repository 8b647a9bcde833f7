#include "core/app/crash_text.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

namespace turnout::app {
namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr int terminal_patience_ms = 1'000;

/// Whether all of it was written.
bool write_all(int descriptor, std::string_view text) noexcept {
    while (!text.empty()) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

bool is_ready(int descriptor) noexcept {
    pollfd wanted{descriptor, POLLOUT, 0};
    return ::poll(&wanted, 1, terminal_patience_ms) == 1 && (wanted.revents & POLLOUT) != 0;
}

} // namespace

CrashText& CrashText::add(std::string_view text) noexcept {
    for (const char c : text) put(c);
    return *this;
}

CrashText& CrashText::add_escaped(std::string_view text) noexcept {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte != 0x7f && c != '\\') {
            put(c);
            continue;
        }
        add("\\x");
        put(digits[byte >> 4U]);
        put(digits[byte & 15U]);
    }
    return *this;
}

CrashText& CrashText::add(std::uint64_t number) noexcept {
    add_digits(number, 10, 1);
    return *this;
}

CrashText& CrashText::add_hexadecimal(std::uint64_t number) noexcept {
    add("0x");
    add_digits(number, 16, 1);
    return *this;
}

CrashText& CrashText::add_time(std::int64_t unix_seconds) noexcept {
    using namespace std::chrono;
    const sys_seconds moment{seconds{unix_seconds}};
    const auto day = floor<days>(moment);
    const year_month_day date{day};
    const hh_mm_ss time{moment - day};
    const auto part = [this](auto number, unsigned least, char after) {
        add_digits(static_cast<std::uint64_t>(number), 10, least);
        put(after);
    };
    part(int{date.year()}, 4, '-');
    part(unsigned{date.month()}, 2, '-');
    part(unsigned{date.day()}, 2, 'T');
    part(time.hours().count(), 2, ':');
    part(time.minutes().count(), 2, ':');
    part(time.seconds().count(), 2, 'Z');
    return *this;
}

void CrashText::flush() noexcept {
    const std::string_view text{buffer_.data(), used_};
    used_ = 0;
    if (file_ >= 0) write_all(file_, text);
    // Once it was not ready it is left alone.
    if (terminal_ >= 0 && !text.empty() && !(is_ready(terminal_) && write_all(terminal_, text))) terminal_ = -1;
}

void CrashText::put(char c) noexcept {
    if (used_ == buffer_.size()) flush();
    buffer_[used_++] = c;
}

void CrashText::add_digits(std::uint64_t number, unsigned base, unsigned least) noexcept {
    std::array<char, 20> reversed{};
    unsigned count = 0;
    for (; number != 0 || count < least; number /= base) reversed[count++] = digits[number % base];
    while (count != 0) put(reversed[--count]);
}

} // namespace turnout::app
