#include "core/delivery/damage_report.hpp"

#include <chrono>

namespace turnout::delivery {

void DamageReport::tell(const journal::Parked& row) {
    const auto now = clock_->monotonic();
    if (named_ == 0 || now - since_ >= std::chrono::hours{1}) {
        since_ = now;
        named_ = 0;
    }
    if (named_ == named_per_hour) {
        ++unnamed_;
        return;
    }
    ++named_;
    logger_->error("route {}: the parked event {} is damaged and a dead letter now ({}); check the disk, and "
                   "restore the event from a backup of the state directory if it is needed",
                   row.key.route, row.key.sequence, row.damage);
}

void DamageReport::finish() {
    if (unnamed_ == 0) return;
    logger_->error(
        "{} more parked events are damaged and dead letters with the verdict \"damaged\" now; check the disk",
        unnamed_);
    unnamed_ = 0;
}

} // namespace turnout::delivery
