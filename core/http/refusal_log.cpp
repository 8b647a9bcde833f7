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

bool RefusalLog::admit(std::uint64_t& left_out) {
    const auto now = clock_.monotonic();
    const std::lock_guard lock(mutex_);
    if (now >= period_end_) {
        period_end_ = now + period;
        written_ = 0;
        left_out = std::exchange(left_out_, 0);
    }
    if (written_ < lines_per_period) {
        ++written_;
        return true;
    }
    ++left_out_;
    return false;
}

void RefusalLog::refused(int status, std::string_view reason, const Peer& peer) noexcept {
    try {
        std::uint64_t left_out = 0;
        const bool admitted = admit(left_out);
        if (left_out > 0) logger_->info("refused {} more requests that are not in this log", left_out);
        if (admitted) logger_->info("refused a request of {}: {} {}", peer.text(), status, reason);
    } catch (const std::exception&) { // no memory, or a peer without a text: the answer matters more than the line
        return;
    }
}

} // namespace turnout::http
