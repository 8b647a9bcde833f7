// Former plugins whose code stays in this process.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::plugins {

/// A library that stays mapped until the process ends, though nothing needs it any more.
struct Zombie {
    std::string plugin;            ///< its name, as in `plugin.NAME.*`
    std::filesystem::path library; ///< from which it was loaded; another one may lie there by now
    std::uint64_t generation = 0;  ///< which one of its name since the start, from 1; 0: it never ran
    std::chrono::sys_time<std::chrono::nanoseconds> since{};
    std::string cause; ///< one line
};

/// How it stands with them, for operators.
struct ZombieStatus {
    std::vector<Zombie> all; ///< since the start, the oldest first
    unsigned most = 0;       ///< plugins.max_zombies: of one plugin; with as many it is not loaded anew
};

/// Those of all plugins. Any thread.
class Zombies {
public:
    explicit Zombies(unsigned most) : most_(most) {}

    Zombies(const Zombies&) = delete;
    Zombies& operator=(const Zombies&) = delete;

    void set_most(unsigned most);

    /// How many of that plugin there are with it.
    std::size_t add(Zombie zombie);

    /// Of one plugin, the oldest first.
    std::vector<Zombie> of(std::string_view plugin) const;

    ZombieStatus status() const;

private:
    mutable std::mutex mutex_;
    std::vector<Zombie> all_; ///< this and the next: guarded by mutex_
    unsigned most_;
};

} // namespace turnout::plugins
