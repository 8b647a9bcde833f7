#include "core/plugin/zombies.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace turnout::plugins {

void Zombies::set_most(unsigned most) {
    const std::lock_guard lock{mutex_};
    most_ = most;
}

std::size_t Zombies::add(Zombie zombie) {
    const std::lock_guard lock{mutex_};
    all_.push_back(std::move(zombie));
    return static_cast<std::size_t>(
        std::count_if(all_.begin(), all_.end(), [this](const auto& one) { return one.plugin == all_.back().plugin; }));
}

std::vector<Zombie> Zombies::of(std::string_view plugin) const {
    std::vector<Zombie> found;
    const std::lock_guard lock{mutex_};
    std::copy_if(all_.begin(), all_.end(), std::back_inserter(found),
                 [&](const auto& one) { return one.plugin == plugin; });
    return found;
}

ZombieStatus Zombies::status() const {
    const std::lock_guard lock{mutex_};
    return {all_, most_};
}

} // namespace turnout::plugins
