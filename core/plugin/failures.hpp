// Why plugins do not run.
#pragma once
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace turnout::plugins {

/// Why each could not be made when that was last tried and failed, whether another one of its name runs or not. Any
/// thread.
class Failures {
public:
    void note(const std::string& plugin, std::string why) {
        const std::lock_guard lock{mutex_};
        all_[plugin] = std::move(why);
    }

    /// Empty: it has not failed.
    std::string of(const std::string& plugin) const {
        const std::lock_guard lock{mutex_};
        const auto found = all_.find(plugin);
        return found == all_.end() ? std::string{} : found->second;
    }

private:
    mutable std::mutex mutex_;
    std::map<std::string, std::string> all_; ///< guarded by mutex_
};

} // namespace turnout::plugins
