// What the writer does between commits. Nothing here may keep an append waiting for long.
#include "core/journal/sqlite/writer.hpp"

#include <sys/statvfs.h>

#include <limits>
#include <utility>

namespace turnout::journal::sqlite {

namespace {

// A step removes more rows than so many commits add.
constexpr unsigned commits_per_purge = 50;
// Plugins emit events as fast as the disk takes them: so much may come between two looks at the space.
constexpr std::uint64_t bytes_per_look = std::uint64_t{8} << 20;

// Settled events go early above nine tenths of journal.max_size, so that it is reached only by what cannot go.
constexpr std::uint64_t purge_before_full = 10;

std::uint64_t free_disk(const SqliteOptions& options) {
    if (options.free_disk) return options.free_disk();

    struct statvfs system {};

    // A file system that cannot be asked is no reason to refuse; writing will tell.
    if (::statvfs(options.directory.c_str(), &system) != 0) return std::numeric_limits<std::uint64_t>::max();
    return std::uint64_t{system.f_bavail} * system.f_frsize;
}

} // namespace

template <typename Step> bool Writer::guarded(const char* what, Step step) {
    try {
        step();
        return true;
    } catch (const DatabaseError& error) {
        const std::string why = std::string(what) + ": " + error.what();
        if (error.temporary())
            guard_.write_refused(why);
        else
            fail(why);
    } catch (const std::exception& error) {
        fail(std::string(what) + ": " + error.what());
    }
    show_state();
    return false;
}

void Writer::cut_segments() {
    while (!guard_.failed() && store_.segment_due() && guarded("index of ids", [this] { store_.cut_segment(); })) {
    }
}

void Writer::upkeep() {
    if (guard_.failed()) return;
    if (store_.checkpoint_due() && !guarded("checkpoint", [this] { store_.checkpoint(); })) return;
    if (clock_.monotonic() - last_look_ >= options_.housekeeping || since_look_ >= bytes_per_look) look_at_space();
    // Appends come first; but under constant load purging has to keep up with them.
    if (purging_ && (too_large_ || commits_since_purge_ >= commits_per_purge || queue_.empty())) purge();
}

void Writer::set_limits(const Limits& limits) {
    const std::lock_guard lock(limits_mutex_);
    next_limits_ = limits;
}

void Writer::take_limits() {
    const std::lock_guard lock(limits_mutex_);
    if (!next_limits_) return;
    limits_ = *std::exchange(next_limits_, std::nullopt);
    guard_.set_limits(limits_);
    store_.set_limits(limits_);
}

void Writer::look_at_space() {
    take_limits();
    last_look_ = clock_.monotonic();
    since_look_ = 0;
    free_disk_ = free_disk(options_);
    guard_.see_free_disk(free_disk_);
    if (guard_.full() && guarded("trial", [this] { store_.probe(); })) guard_.write_done();
    guarded("progress", [this] { store_.note_progress(); });
    // What can be purged is known when purging has come to its end.
    guarded("size", [this] { see_size(true); });
    purging_ = !guard_.failed();
    show_state();
}

void Writer::see_size(bool purgeable) {
    used_ = store_.used_bytes();
    too_large_ = used_ > limits_.max_size - limits_.max_size / purge_before_full;
    guard_.see_size(used_, purgeable, purgeable ? std::string() : store_.what_fills(used_));
    view_.set_space({used_, limits_.max_size, store_.log_bytes(), free_disk_, guard_.over_size(), guard_.disk_low()});
}

void Writer::purge() {
    purging_ = false;
    commits_since_purge_ = 0;
    guarded("purge", [this] {
        purging_ = store_.purge_step(too_large_);
        if (too_large_) see_size(purging_);
    });
    if (!purging_) tell_expired();
    show_state();
}

void Writer::tell_expired() {
    const Expired now = view_.figures().expired;
    if (now.all() == expired_told_.all()) return;
    logger_->warn("{} dead letters were ended by their limits: {} by journal.dead.max_age, {} by "
                  "journal.dead.max_count, {} by journal.dead.max_size",
                  now.all() - expired_told_.all(), now.by_age - expired_told_.by_age,
                  now.by_count - expired_told_.by_count, now.by_size - expired_told_.by_size);
    expired_told_ = now;
}

void Writer::finish() {
    // Outcomes that are lost may be of events that plugins have seen: the next start has to treat those as suspects.
    const bool whole = retained_.empty();
    give_up(retained_);
    retained_.clear();
    if (whole && !guard_.failed()) guarded("end", [this] { store_.end_run(); });
}

} // namespace turnout::journal::sqlite
