// The events that a plugin under test has derived.
#pragma once
#include <turnout/ext/emit.h>
#include <turnout/testing/json.hpp>
#include <turnout/text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnout::testing {

struct emission {
    std::string type, version, json;
};

/// Behind turnout.emit/1. Any thread.
class fake_emissions {
public:
    /// Those whose parent was OK, in the order in which their parents were over.
    std::vector<emission> all() const {
        const std::lock_guard lock{mutex_};
        return stored_;
    }

    /// From here on everything is refused, as by a journal that is full; or not any more.
    void refuse(bool refusing = true) {
        const std::lock_guard lock{mutex_};
        refusing_ = refusing;
    }

    turnout_emit_result emit(std::uint64_t token, std::string_view type, std::string_view version,
                             std::string_view json) {
        const std::string_view prefix = TURNOUT_EMIT_PREFIX;
        if (!type.starts_with(prefix) || !is_name(type.substr(prefix.size()), 93) || !is_name(version, 16) ||
            json.size() > TURNOUT_EMIT_MAX_BODY) {
            return TURNOUT_EMIT_INVALID;
        }
        try {
            static_cast<void>(parse_json(json));
            static_cast<void>(
                parse_json("{\"event\":" + std::string{json} + "}")); // where it will stand: a level deeper
        } catch (const json_error&) {
            return TURNOUT_EMIT_INVALID;
        }
        const std::lock_guard lock{mutex_};
        if (refusing_) return TURNOUT_EMIT_REFUSED;
        auto& list = pending_[token];
        if (list.size() >= TURNOUT_EMIT_MAX_EVENTS) return TURNOUT_EMIT_FULL;
        list.push_back({std::string{type}, std::string{version}, std::string{json}});
        return TURNOUT_EMIT_DONE;
    }

    /// The delivery is over: with TURNOUT_OK its events are stored, else forgotten.
    void settle(std::uint64_t token, bool ok) {
        const std::lock_guard lock{mutex_};
        const auto found = pending_.find(token);
        if (found == pending_.end()) return;
        if (ok) std::move(found->second.begin(), found->second.end(), std::back_inserter(stored_));
        pending_.erase(found);
    }

private:
    static bool is_name(std::string_view text, std::size_t most) {
        return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
        });
    }

    mutable std::mutex mutex_;
    std::map<std::uint64_t, std::vector<emission>> pending_;
    std::vector<emission> stored_;
    bool refusing_ = false;
};

} // namespace turnout::testing
