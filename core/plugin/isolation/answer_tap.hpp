// Answers to probes, which are not the delivery side's, are taken out of those that go to it.
#pragma once
#include "core/plugin/handler.hpp"

#include <future>
#include <map>
#include <mutex>
#include <vector>

namespace turnout::plugins::isolation {

/// Any thread.
class AnswerTap {
public:
    /// `port` outlives it.
    explicit AnswerTap(DeferredPort& port) : port_(port) {}

    /// The answer to this token is for the caller.
    std::future<Answer> expect(std::uint64_t token) {
        const std::lock_guard lock{mutex_};
        return expected_[token].get_future();
    }

    /// As DeferredPort::answered().
    void answered(std::string_view instance, std::vector<Answer>& answers) {
        {
            const std::lock_guard lock{mutex_};
            if (!expected_.empty()) std::erase_if(answers, [this](Answer& answer) { return take(answer); });
        }
        port_.answered(instance, answers);
    }

    DeferredPort& port() { return port_; }

private:
    bool take(Answer& answer) {
        auto found = expected_.extract(answer.token);
        if (found) found.mapped().set_value(std::move(answer));
        return static_cast<bool>(found);
    }

    DeferredPort& port_;
    std::mutex mutex_;
    std::map<std::uint64_t, std::promise<Answer>> expected_;
};

} // namespace turnout::plugins::isolation
