#include "core/http/refusal_log.hpp"

#include <spdlog/logger.h>
#include <utility>

namespace turnout::http {
namespace {

constexpr unsigned lines_per_period = 5;
constexpr std::chrono::seconds period{10};

} // namespace

RefusalLog::RefusalLog(std::shared_ptr<spdlog::logger> logger, const eventsub::Clock& clock)
    : logger_(std::move(logger)),
      clock_(clock) {
}

RefusalLog::~RefusalLog() {
    try {
        tell_letters(letters_.left_out);
        tell_refusals(refusals_.left_out);
    } catch (const std::exception&) { // no memory: the counters have them
        return;
    }
}

void RefusalLog::tell_letters(std::uint64_t left_out) {
    if (left_out > 0) logger_->warn("kept {} more messages as dead letters that are not in this log", left_out);
}

void RefusalLog::tell_refusals(std::uint64_t left_out) {
    if (left_out > 0) logger_->info("refused {} more requests that are not in this log", left_out);
}

bool RefusalLog::admit(Throttle& throttle, std::uint64_t& left_out) {
    const auto now = clock_.monotonic();
    const std::lock_guard lock(mutex_);
    if (now >= throttle.period_end) {
        throttle.period_end = now + period;
        throttle.written = 0;
        left_out = std::exchange(throttle.left_out, 0);
    }
    if (throttle.written < lines_per_period) {
        ++throttle.written;
        return true;
    }
    ++throttle.left_out;
    return false;
}

void RefusalLog::kept(std::string_view verdict, std::string_view reason, const eventsub::Event& event) noexcept {
    try {
        std::uint64_t left_out = 0;
        const bool admitted = admit(letters_, left_out);
        tell_letters(left_out);
        if (admitted)
            logger_->warn("message {} ({}) is {} and kept as a dead letter: {}", event.message_id, event.type, verdict,
                          reason);
    } catch (const std::exception&) { // no memory: the answer matters more than the line
        return;
    }
}

void RefusalLog::refused(int status, std::string_view reason, const Peer& peer) noexcept {
    try {
        std::uint64_t left_out = 0;
        const bool admitted = admit(refusals_, left_out);
        tell_refusals(left_out);
        if (admitted) logger_->info("refused a request of {}: {} {}", peer.text(), status, reason);
    } catch (const std::exception&) { // no memory, or a peer without a text: the answer matters more than the line
        return;
    }
}

} // namespace turnout::http
