// The thread that writes: takes what is queued, makes one commit of it, tells the results.
#pragma once
#include "core/journal/sqlite/space_guard.hpp"
#include "core/journal/sqlite/store.hpp"
#include "core/journal/sqlite/work.hpp"

#include <spdlog/logger.h>

#include <mutex>
#include <optional>
#include <span>
#include <thread>

namespace turnout::journal::sqlite {

class Writer {
public:
    Writer(Store& store, View& view, SqliteOptions options, const eventsub::Clock& clock,
           std::shared_ptr<spdlog::logger> logger);
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    ~Writer() { stop(); }

    void start(Listener& listener);
    /// Ends the thread after it has committed what is queued.
    void stop();

    /// As Journal::set_limits().
    void set_limits(const Limits& limits);

    /// False: not running; `work` is untouched.
    bool push(Work& work) { return queue_.push(work); }

private:
    void run() noexcept;
    bool take_and_commit();
    std::size_t size_of_next(std::span<const Work> works);
    void commit(std::span<Work> works);
    void commit_without_appends(std::span<Work> works);
    void answer(std::span<Work> works);
    void give_up(std::span<Work> works);
    void refuse(std::span<Work> works);

    void cut_segments();
    void upkeep();
    void take_limits();
    void look_at_space();
    void purge();
    void see_size(bool purgeable);
    void tell_expired();
    void finish();

    /// Runs a step whose failure is no caller's; false if it failed.
    template <typename Step> bool guarded(const char* what, Step step);
    void fail(const std::string& why);
    void show_state();

    Store& store_;
    View& view_;
    const SqliteOptions options_; ///< but for the limits
    Limits limits_;
    std::mutex limits_mutex_;
    std::optional<Limits> next_limits_; ///< guarded by limits_mutex_
    const eventsub::Clock& clock_;
    const std::shared_ptr<spdlog::logger> logger_;
    Listener* listener_ = nullptr;
    Sequence told_ = 0; ///< the newest event that the listener knows of
    WorkQueue queue_;
    SpaceGuard guard_;
    std::vector<Work> retained_; ///< settles that did not fit yet
    bool purging_ = false;
    unsigned commits_since_purge_ = 0;
    bool too_large_ = false; ///< settled events go whatever their age
    std::uint64_t used_ = 0, free_disk_ = 0;
    Expired expired_told_;
    eventsub::MonotonicTime last_look_{};
    std::uint64_t since_look_ = 0; ///< bytes of events that were committed since then
    std::thread thread_;
};

} // namespace turnout::journal::sqlite
