// The store of a plugin under test: keys and values, and once(). Nothing is durable here.
#pragma once
#include <turnout/ext/state.h>
#include <turnout/text.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnout::testing {

/// Behind turnout.state/1; the limits of a host are not played. Any thread.
class fake_state {
public:
    using entries = std::map<std::string, std::string, std::less<>>;

    /// What is stored for good, or by a delivery that is not over (`token`).
    std::optional<std::string> get(std::string_view key, std::uint64_t token = 0) const {
        const std::lock_guard lock{mutex_};
        const auto all = seen_by(token);
        const auto found = all.find(key);
        return found == all.end() ? std::nullopt : std::optional{found->second};
    }

    /// As a host that has stored it before.
    void put(std::string key, std::string value, std::uint64_t token = 0) {
        const std::lock_guard lock{mutex_};
        if (token == 0) {
            stored_[std::move(key)] = std::move(value);
        } else {
            pending_[token].push_back({std::move(key), std::move(value)});
        }
    }

    bool erase(std::string_view key, std::uint64_t token = 0) {
        const std::lock_guard lock{mutex_};
        const bool there = seen_by(token).contains(key);
        if (token == 0) {
            stored_.erase(std::string{key});
        } else {
            pending_[token].push_back({std::string{key}, std::nullopt});
        }
        return there;
    }

    entries all(std::uint64_t token = 0) const {
        const std::lock_guard lock{mutex_};
        return seen_by(token);
    }

    turnout_state_result once(std::string_view key, std::uint64_t token, std::chrono::milliseconds time_to_live,
                              std::chrono::milliseconds now) {
        const std::lock_guard lock{mutex_};
        auto found = once_.find(key);
        if (found != once_.end() && found->second.until <= now) {
            once_.erase(found);
            found = once_.end();
        }
        if (found == once_.end()) {
            once_[std::string{key}] = {token, now + time_to_live, time_to_live, false};
            return TURNOUT_STATE_FRESH;
        }
        if (found->second.done) return TURNOUT_STATE_DONE;
        return found->second.token == token ? TURNOUT_STATE_FRESH : TURNOUT_STATE_UNFINISHED;
    }

    /// The delivery is over: its writes become true with TURNOUT_OK, else they are forgotten.
    void settle(std::uint64_t token, bool ok, std::chrono::milliseconds now) {
        const std::lock_guard lock{mutex_};
        if (ok) stored_ = seen_by(token);
        pending_.erase(token);
        for (auto& [key, one] : once_) {
            if (!ok || one.token != token || one.done) continue;
            one.done = true;
            one.until = now + one.time_to_live;
        }
    }

private:
    struct write {
        std::string key;
        std::optional<std::string> value;
    };

    struct begun {
        std::uint64_t token = 0;
        std::chrono::milliseconds until{}, time_to_live{};
        bool done = false;
    };

    entries seen_by(std::uint64_t token) const {
        entries result = stored_;
        if (const auto writes = pending_.find(token); writes != pending_.end()) {
            for (const auto& one : writes->second) {
                if (one.value) {
                    result[one.key] = *one.value;
                } else {
                    result.erase(one.key);
                }
            }
        }
        return result;
    }

    mutable std::mutex mutex_;
    entries stored_;
    std::map<std::uint64_t, std::vector<write>> pending_;
    std::map<std::string, begun, std::less<>> once_;
};

} // namespace turnout::testing
