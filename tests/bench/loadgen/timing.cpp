#include "tests/bench/loadgen/timing.hpp"

#include <array>

namespace turnout::bench {

std::string format_time(Nanoseconds wall) {
    thread_local time_t cached = -1; // the formatted second is the same for thousands of messages
    thread_local std::string head;
    const time_t seconds = wall / second;
    if (seconds != cached) {
        tm parts{};
        gmtime_r(&seconds, &parts);
        std::array<char, 64> text{};
        head.assign(text.data(), strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S.", &parts));
        cached = seconds;
    }
    std::string text = head;
    Nanoseconds rest = wall % second;
    for (Nanoseconds unit = second / 10; unit > 0; unit /= 10) {
        text += static_cast<char>('0' + rest / unit);
        rest %= unit;
    }
    return text + 'Z';
}

} // namespace turnout::bench
