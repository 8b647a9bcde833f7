// The deliveries that a test has handed to a plugin: which are deferred, which are kept, which are over.
#pragma once
#include <turnout/abi.h>
#include <turnout/testing/event.hpp>
#include <turnout/testing/outcome.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace turnout::testing {

/// Any thread.
class fake_deliveries {
public:
    /// Called when a delivery is over, with whether it was OK; set before there are deliveries.
    void when_over(std::function<void(std::uint64_t token, bool ok)> act) { over_ = std::move(act); }

    /// The record of a new delivery; valid until it is over and nothing retains it.
    const turnout_event& begin(event made) {
        const std::lock_guard lock{mutex_};
        const std::uint64_t token = ++last_token_;
        auto& one = deliveries_[token];
        one.id = "test/" + std::to_string(token) + "/0";
        one.made = std::make_unique<event>(std::move(made));
        one.record = std::make_unique<turnout_event>(one.made->record(token, one.id));
        return *one.record;
    }

    /// handle() has returned: what is not deferred is over.
    void end(std::uint64_t token, turnout_verdict verdict) {
        const std::lock_guard lock{mutex_};
        auto& one = deliveries_.at(token);
        one.handling = false;
        if (verdict != TURNOUT_DEFERRED && !one.over) finish(token, one, verdict);
        forget(token);
    }

    bool complete(std::uint64_t token, turnout_verdict verdict, const turnout_outcome* record) {
        const std::lock_guard lock{mutex_};
        const auto found = deliveries_.find(token);
        const bool known = verdict == TURNOUT_OK || verdict == TURNOUT_RETRY || verdict == TURNOUT_REJECT;
        if (found == deliveries_.end() || found->second.over || !known) return ++refused_, false;
        finish(token, found->second, verdict);
        completed_[token] = outcome::of(verdict, record);
        forget(token);
        changed_.notify_all();
        return true;
    }

    /// False if the delivery is over and not retained, or as many events are retained as limit_retained() has said.
    bool retain(std::uint64_t token) {
        const std::lock_guard lock{mutex_};
        const auto found = deliveries_.find(token);
        if (found == deliveries_.end()) return false;
        if (found->second.retained == 0 && (found->second.over || retained() >= most_retained_)) return false;
        ++found->second.retained;
        return true;
    }

    /// How many events the plugin may retain; as a host, TURNOUT_MAX_RETAINED until told otherwise.
    void limit_retained(std::size_t most) {
        const std::lock_guard lock{mutex_};
        most_retained_ = most;
    }

    void release(std::uint64_t token) {
        const std::lock_guard lock{mutex_};
        const auto found = deliveries_.find(token);
        if (found == deliveries_.end() || found->second.retained == 0) return;
        --found->second.retained;
        forget(token);
    }

    /// What complete() was told of a deferred delivery; nothing if that has not come when `limit` has passed.
    std::optional<outcome> wait(std::uint64_t token, std::chrono::milliseconds limit) {
        std::unique_lock lock{mutex_};
        if (!changed_.wait_for(lock, limit, [&] { return completed_.contains(token); })) return std::nullopt;
        return completed_.at(token);
    }

    /// Whether it is being handled, or deferred.
    bool is_open(std::uint64_t token) const {
        const std::lock_guard lock{mutex_};
        const auto found = deliveries_.find(token);
        return found != deliveries_.end() && !found->second.over;
    }

    /// Calls of complete() that were late, double or forged, or had no verdict.
    std::size_t refused() const {
        const std::lock_guard lock{mutex_};
        return refused_;
    }

    /// Deliveries that are not over, or whose events are still retained: 0 once a plugin is idle.
    std::size_t open() const {
        const std::lock_guard lock{mutex_};
        return deliveries_.size();
    }

private:
    struct delivery {
        std::string id;
        std::unique_ptr<event> made;
        std::unique_ptr<turnout_event> record;
        std::size_t retained = 0;
        bool handling = true;
        bool over = false;
    };

    std::size_t retained() const {
        std::size_t count = 0;
        for (const auto& [token, one] : deliveries_) count += one.retained == 0 ? 0U : 1U;
        return count;
    }

    void finish(std::uint64_t token, delivery& one, turnout_verdict verdict) const {
        one.over = true;
        if (over_) over_(token, verdict == TURNOUT_OK);
    }

    void forget(std::uint64_t token) {
        const auto& one = deliveries_.at(token);
        if (one.over && !one.handling && one.retained == 0) deliveries_.erase(token);
    }

    std::function<void(std::uint64_t, bool)> over_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::uint64_t, delivery> deliveries_;
    std::map<std::uint64_t, outcome> completed_;
    std::uint64_t last_token_ = 0;
    std::size_t refused_ = 0;
    std::size_t most_retained_ = TURNOUT_MAX_RETAINED;
};

} // namespace turnout::testing
