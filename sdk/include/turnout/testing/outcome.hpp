// What a plugin said of a delivery.
#pragma once
#include <turnout/abi.h>

#include <chrono>
#include <string>
#include <string_view>

namespace turnout::testing {

struct outcome {
    turnout_verdict verdict = 0; ///< TURNOUT_OK, TURNOUT_RETRY, TURNOUT_REJECT or TURNOUT_DEFERRED
    std::string reason;
    std::chrono::milliseconds retry_after{};

    bool ok() const { return verdict == TURNOUT_OK; }

    bool retry() const { return verdict == TURNOUT_RETRY; }

    bool reject() const { return verdict == TURNOUT_REJECT; }

    bool deferred() const { return verdict == TURNOUT_DEFERRED; }

    static outcome of(turnout_verdict verdict, const turnout_outcome* record) {
        if (record == nullptr) return {verdict, {}, {}};
        const std::string_view all{record->reason, sizeof(record->reason)};
        return {verdict, std::string{all.substr(0, all.find('\0'))}, std::chrono::milliseconds{record->retry_after_ms}};
    }
};

} // namespace turnout::testing
