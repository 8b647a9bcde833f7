// Functions that are called after a time.
#pragma once
#include <turnout/abi.h>
#include <turnout/ext/timer.h>
#include <turnout/extension.hpp>
#include <turnout/logger.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace turnout {

/// The host refuses a timer, see turnout/ext/timer.h.
class timer_error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

namespace detail {
class timer_set;
}

/// What every() and after() return. May be dropped: the timer goes on. Valid as long as the plugin; any thread.
class timer {
public:
    timer() = default;

    /// True: the function is not running and will not be called any more. False: it is running right now (and will not
    /// be called again), or it was over before. The function itself goes with it, once it has returned.
    bool cancel();

private:
    friend class detail::timer_set;

    timer(detail::timer_set& owner, std::uint64_t number) : owner_(&owner), number_(number) {}

    detail::timer_set* owner_ = nullptr;
    std::uint64_t number_ = 0;
};

namespace detail {

/// The functions of a plugin's timers. Any thread; lives as long as the plugin, and is the context of all of them, so
/// that no callback meets memory that is gone.
class timer_set {
public:
    explicit timer_set(const turnout_host* host) : host_(host) {}

    timer every(std::chrono::milliseconds period, std::function<void()> function) {
        if (period.count() <= 0) throw timer_error("a period is longer than 0 ms");
        return begin(period, period, std::move(function));
    }

    timer after(std::chrono::milliseconds delay, std::function<void()> function) {
        return begin(delay, std::chrono::milliseconds::zero(), std::move(function));
    }

    bool cancel(std::uint64_t number) {
        const auto result = extension<turnout_timer>(host_, TURNOUT_TIMER_EXTENSION).cancel(host_, number);
        // If it is running, it holds its function itself.
        if (result != 0) forget(number);
        return result == 1;
    }

private:
    struct job {
        bool once;
        std::function<void()> function;
    };

    timer begin(std::chrono::milliseconds after, std::chrono::milliseconds period, std::function<void()> function) {
        const auto& table = extension<turnout_timer>(host_, TURNOUT_TIMER_EXTENSION);
        if (after.count() < 0) throw timer_error("a delay is not less than 0 ms");
        if (!function) throw timer_error("a timer needs a function");
        auto made = std::make_shared<job>(job{period.count() == 0, std::move(function)});
        // A callback that is quicker than start() waits here until its function can be found.
        const std::lock_guard lock{mutex_};
        const auto number = table.start(host_, static_cast<std::uint64_t>(after.count()),
                                        static_cast<std::uint64_t>(period.count()), call, this);
        if (number == 0)
            throw timer_error("the host refuses a timer: there are too many, it is too long, or the plugin stops");
        jobs_.emplace(number, std::move(made));
        return {*this, number};
    }

    static void call(void* context, std::uint64_t number) noexcept {
        auto& self = *static_cast<timer_set*>(context);
        const auto due = self.find(number);
        if (!due) return; // cancelled meanwhile
        try {
            due->function();
        } catch (const std::exception& error) {
            logger{self.host_}.write(TURNOUT_ERROR, error.what());
        } catch (...) {
            logger{self.host_}.write(TURNOUT_ERROR, "a timer threw what is no std::exception");
        }
    }

    /// One that is called once is forgotten here.
    std::shared_ptr<job> find(std::uint64_t number) {
        const std::lock_guard lock{mutex_};
        const auto found = jobs_.find(number);
        if (found == jobs_.end()) return nullptr;
        auto due = found->second;
        if (due->once) jobs_.erase(found);
        return due;
    }

    void forget(std::uint64_t number) {
        std::shared_ptr<job> last; // goes without the lock: its function may hold what cancels timers
        const std::lock_guard lock{mutex_};
        const auto found = jobs_.find(number);
        if (found == jobs_.end()) return;
        last = std::move(found->second);
        jobs_.erase(found);
    }

    const turnout_host* host_;
    std::mutex mutex_; ///< not held while a function runs, or goes
    std::map<std::uint64_t, std::shared_ptr<job>> jobs_;
};

} // namespace detail

inline bool timer::cancel() {
    return owner_ != nullptr && owner_->cancel(number_);
}

} // namespace turnout
