// Notices that the configuration or a plugin's file has changed.
#pragma once
#include "core/app/reload/directory_notices.hpp"
#include "core/app/reload/fingerprint.hpp"
#include "core/plugin/descriptor.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace spdlog {
class logger;
}

namespace turnout::app {

struct ChangeWatchOptions {
    std::chrono::milliseconds settle{250};   ///< so long must be quiet before a change is reported
    std::chrono::milliseconds longest{5000}; ///< after the first change, though it is never quiet
    std::chrono::milliseconds poll{5000}; ///< how often is looked at what the kernel may not tell: network file systems
    bool inotify = true;                  ///< false: only by looking
};

/// Reports once when files have changed and then been quiet for the settle time. The kernel tells when to look
/// (DirectoryNotices), a fingerprint tells whether something has changed since the last report: what is written again
/// without a change, and other files in the same directories, are not reported. A new file that is still being written
/// is not reported before it is closed; that of one overwritten in place cannot be known, it counts once it is quiet.
class ChangeWatch {
public:
    /// `changed` is called on the thread "watch", without a lock; it may call watch(), and must not throw. Changes
    /// during the call are reported by a further one. Throws std::system_error if there is no thread or eventfd to be
    /// had; without inotify it warns and polls.
    ChangeWatch(std::function<void()> changed, std::shared_ptr<spdlog::logger> logger, ChangeWatchOptions options = {});
    ChangeWatch(const ChangeWatch&) = delete;
    ChangeWatch& operator=(const ChangeWatch&) = delete;
    ~ChangeWatch(); ///< waits for a call of `changed`; none comes after it. Not to be run by that call.

    /// Replaces what is watched. What was watched before stays as it was last reported, so a change that is not
    /// reported yet is not lost. What is new counts from here on: so call this first, and read the files then.
    /// Relative paths start from the working directory. Any thread; waits while the files are being looked at.
    void watch(const std::vector<Watched>& things);

private:
    using Clock = std::chrono::steady_clock;
    using Fingerprints = std::map<Watched, Fingerprint>;

    /// What a look has found.
    struct View {
        Fingerprints prints;
        bool moving = false; ///< there were changes just now, which `prints` may or may not hold
    };

    void run();
    bool wait();
    bool step();
    View look();
    void withhold_unfinished(Fingerprints& prints) const;
    void poll_files();
    void note(View view);
    bool settled();
    Clock::time_point due() const;
    void tell(const Fingerprints& now) const;

    const std::function<void()> changed_;
    const std::shared_ptr<spdlog::logger> logger_;
    const ChangeWatchOptions options_;
    plugins::Descriptor woken_; ///< eventfd: the end, or something new to watch
    std::atomic<bool> ending_ = false;
    std::mutex mutex_; ///< guards what follows
    DirectoryNotices notices_;
    Fingerprints reported_;                         ///< everything that is watched, as it was last reported
    Fingerprints seen_;                             ///< the same at the last look, while something is pending
    std::optional<Clock::time_point> first_change_; ///< set: something is pending
    Clock::time_point last_change_;
    Clock::time_point next_poll_;
    bool owed_ = false; ///< a report was made in the midst of changes: one more when they are over
    std::thread thread_;
};

} // namespace turnout::app
