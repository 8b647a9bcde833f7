// Events without a pause while a host is changed, and what became of them.
#pragma once
#include "tests/reload/generations_host.hpp"

#include <atomic>
#include <map>
#include <string>
#include <thread>

namespace turnout::test {

/// Sends without a pause until it goes.
class Load {
public:
    explicit Load(const GenerationsHost& host)
        : thread_([this, &host] {
              for (int number = 0; !over_; ++number)
                  if (host.send("load-" + std::to_string(number)) == 204) ++accepted_;
          }) {}

    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    ~Load() { stop(); }

    /// How many were accepted.
    std::size_t stop() {
        over_ = true;
        if (thread_.joinable()) thread_.join();
        return accepted_;
    }

private:
    std::atomic<bool> over_{false};
    std::atomic<std::size_t> accepted_{0};
    std::thread thread_;
};

/// How often each id stands in the notes, whose lines begin with one letter.
inline std::map<std::string, unsigned> handled(const GenerationsHost& host) {
    std::map<std::string, unsigned> times;
    for (const auto& line : lines_of(host.notes())) ++times[line.substr(2)];
    return times;
}

} // namespace turnout::test
