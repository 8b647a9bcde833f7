// What the HTTP side counts. Written by lanes, loops and the journal's writer, read by anyone.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace turnout::http {

/// What became of a request to the callback that was not refused at once.
enum class Outcome : std::uint8_t {
    stored,             ///< delivered to the routes, 204
    duplicate,          ///< 204, not handled again
    stale,              ///< 204, dead letter
    undecodable,        ///< 204, dead letter
    unknown,            ///< 204, dead letter
    journal_refused,    ///< 503
    challenge_answered, ///< 200
    challenge_refused,  ///< 403: nobody asked for it
};
inline constexpr std::size_t outcome_count = 8;

class Counters {
public:
    void count(Outcome outcome) noexcept { outcomes_[static_cast<std::size_t>(outcome)].fetch_add(1, relaxed); }

    /// A refusal with its status and reason (static text; a few dozen different ones in all). `who` is "gate" or
    /// "callback". Short of memory it is not counted by reason.
    void count_refusal(std::string_view who, int status, std::string_view reason) noexcept;

    /// "callback.stored", "callback.refused.403.signature" and so on; outcomes are there from the start.
    void add_to(std::map<std::string, std::uint64_t>& counters) const;

private:
    static constexpr auto relaxed = std::memory_order_relaxed;

    std::array<std::atomic<std::uint64_t>, outcome_count> outcomes_{};
    mutable std::mutex mutex_;
    std::map<std::string, std::uint64_t> refusals_; ///< guarded by mutex_
};

} // namespace turnout::http
