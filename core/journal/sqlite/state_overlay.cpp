#include "core/journal/sqlite/state_overlay.hpp"

#include <algorithm>

namespace turnout::journal::sqlite {

void StateOverlay::add(Ticket ticket, const std::string& instance, const std::vector<StateWrite>& writes) {
    for (const StateWrite& write : writes) queued_[{instance, write.key}][ticket] = write.value;
}

void StateOverlay::remove(Ticket ticket, const std::string& instance, const std::vector<StateWrite>& writes) {
    const std::lock_guard lock(mutex_);
    for (const StateWrite& write : writes) {
        const auto found = queued_.find({instance, write.key});
        if (found == queued_.end()) continue;
        found->second.erase(ticket);
        if (found->second.empty()) queued_.erase(found);
    }
}

bool StateOverlay::find(const std::string& instance, const std::string& key, std::optional<std::string>& value) const {
    const std::lock_guard lock(mutex_);
    const auto found = queued_.find({instance, key});
    if (found == queued_.end()) return false;
    value = found->second.rbegin()->second;
    return true;
}

StateOverlay::Writes StateOverlay::find(const std::string& instance, const std::string& prefix,
                                        const std::string& after) const {
    const std::lock_guard lock(mutex_);
    Writes found;
    for (auto place = queued_.lower_bound({instance, std::max(prefix, after)}); place != queued_.end(); ++place) {
        const auto& [owner, key] = place->first;
        if (owner != instance || !key.starts_with(prefix)) break;
        if (key > after) found.emplace(key, place->second.rbegin()->second);
    }
    return found;
}

} // namespace turnout::journal::sqlite
