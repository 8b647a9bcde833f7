#include "core/app/reload/change_watch.hpp"

#include <poll.h>
#include <pthread.h>
#include <spdlog/logger.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <string>
#include <system_error>
#include <utility>

namespace turnout::app {
namespace {

/// The times of many file systems go on in steps of up to 10 ms, so one that changed within the last step can change
/// again and look the same.
constexpr std::chrono::milliseconds clock_step{20};

/// poll() takes an int of milliseconds.
constexpr std::chrono::milliseconds longest_wait{3'600'000};

std::int64_t file_clock() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

/// Whether a file changed so shortly before or within a look that a further change might not show. Times in the
/// future, by another machine's clock, are none of these.
bool changed_within(const std::map<Watched, Fingerprint>& prints, std::int64_t begin, std::int64_t end) {
    const std::int64_t step = std::chrono::nanoseconds(clock_step).count();
    for (const auto& [watched, print] : prints)
        for (const auto& [path, sight] : print)
            if (sight.state.changed >= begin - step && sight.state.changed <= end + step) return true;
    return false;
}

} // namespace

ChangeWatch::ChangeWatch(std::function<void()> changed, std::shared_ptr<spdlog::logger> logger,
                         ChangeWatchOptions options)
    : changed_(std::move(changed)),
      logger_(std::move(logger)),
      options_(options),
      woken_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      notices_(options.inotify, logger_),
      next_poll_(Clock::now() + options.poll) {
    if (!woken_) throw std::system_error(errno, std::generic_category(), "eventfd");
    thread_ = std::thread([this] { run(); });
}

ChangeWatch::~ChangeWatch() {
    ending_ = true;
    eventfd_write(woken_.get(), 1);
    thread_.join();
}

void ChangeWatch::watch(const std::vector<Watched>& things) {
    {
        const std::lock_guard lock(mutex_);
        const Fingerprints before = std::exchange(reported_, {});
        for (const auto& thing : things) {
            Watched watched{std::filesystem::absolute(thing.path), thing.suffix};
            const auto known = before.find(watched);
            reported_.emplace(std::move(watched), known == before.end() ? Fingerprint{} : known->second);
        }
        auto view = look();
        for (auto& [watched, print] : reported_)
            if (!before.contains(watched)) print = view.prints.at(watched);
        if (view.moving || view.prints != reported_ || first_change_) note(std::move(view));
    }
    eventfd_write(woken_.get(), 1); // the thread waits for as long as was right before
}

void ChangeWatch::run() {
    pthread_setname_np(pthread_self(), "watch");
    while (wait())
        if (step() && !ending_) changed_();
}

/// Until there may be something to do; false: the end.
bool ChangeWatch::wait() {
    std::chrono::milliseconds time{0};
    {
        const std::lock_guard lock(mutex_);
        const auto next = first_change_ ? std::min(next_poll_, due()) : next_poll_;
        time = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(next - Clock::now()), time, longest_wait);
    }
    std::array<pollfd, 2> sources{{{woken_.get(), POLLIN, 0}, {notices_.descriptor(), POLLIN, 0}}};
    poll(sources.data(), sources.size(), static_cast<int>(time.count()));
    eventfd_t woken = 0;
    eventfd_read(woken_.get(), &woken);
    return !ending_;
}

/// Whether there is a change to report.
bool ChangeWatch::step() {
    const std::lock_guard lock(mutex_);
    if (notices_.drain()) note(look());
    if (Clock::now() >= next_poll_) {
        next_poll_ = Clock::now() + options_.poll;
        poll_files();
    }
    return first_change_ && Clock::now() >= due() && settled();
}

ChangeWatch::Clock::time_point ChangeWatch::due() const {
    return std::min(last_change_ + options_.settle, *first_change_ + options_.longest);
}

ChangeWatch::View ChangeWatch::look() {
    View view;
    const auto begin = file_clock();
    notices_.begin();
    for (const auto& [watched, reported] : reported_)
        view.prints.emplace(watched, look_at(watched, notices_).value_or(reported));
    notices_.end();
    // Only now: a file that was made during the look is known to be unfinished before anybody hears of it.
    view.moving = notices_.drain();
    withhold_unfinished(view.prints);
    view.moving = view.moving || changed_within(view.prints, begin, file_clock());
    return view;
}

/// A file that is still being written looks as it did before, or is not there.
void ChangeWatch::withhold_unfinished(Fingerprints& prints) const {
    for (auto& [watched, print] : prints) {
        const auto& reported = reported_.at(watched);
        for (auto file = print.begin(); file != print.end();) {
            const auto before = reported.find(file->first);
            if (!notices_.unfinished(file->second.place)) {
                ++file;
            } else if (before == reported.end()) {
                file = print.erase(file);
            } else {
                file->second = before->second;
                ++file;
            }
        }
    }
}

void ChangeWatch::poll_files() {
    notices_.age();
    if (first_change_) return; // is looked at anyway
    auto view = look();
    if (view.moving || view.prints != reported_) note(std::move(view));
}

/// The settle time begins, or begins again.
void ChangeWatch::note(View view) {
    last_change_ = Clock::now();
    if (!first_change_) first_change_ = last_change_;
    seen_ = std::move(view.prints);
}

/// The settle time is over: was it quiet, and does that make a difference to what was last reported?
bool ChangeWatch::settled() {
    auto view = look();
    const bool moving = view.moving || view.prints != seen_;
    if (moving && Clock::now() < *first_change_ + options_.longest) {
        note(std::move(view));
        return false;
    }
    first_change_.reset();
    const bool report = owed_ || view.prints != reported_;
    owed_ = moving && report;
    if (report) tell(view.prints);
    reported_ = view.prints;
    if (moving) note(std::move(view));
    return report;
}

void ChangeWatch::tell(const Fingerprints& now) const {
    std::vector<std::string> paths;
    const auto compare = [&](const Fingerprints& one, const Fingerprints& other) {
        for (const auto& [watched, print] : one)
            for (const auto& [path, sight] : print) {
                const auto& counterpart = other.at(watched);
                const auto same = counterpart.find(path);
                if (same == counterpart.end() || !(same->second == sight)) paths.push_back(path);
            }
    };
    compare(now, reported_);
    compare(reported_, now);
    std::sort(paths.begin(), paths.end());
    paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
    if (paths.empty()) return; // owed
    if (paths.size() == 1)
        logger_->info("{} has changed", paths.front());
    else
        logger_->info("{} and {} more have changed", paths.front(), paths.size() - 1);
}

} // namespace turnout::app
