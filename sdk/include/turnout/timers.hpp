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
    /// be called again), or it was over before.
    bool cancel();

private:
    friend class detail::timer_set;

    timer(detail::timer_set& owner, std::uint64_t key, std::uint64_t number)
        : owner_(&owner),
          key_(key),
          number_(number) {}

    detail::timer_set* owner_ = nullptr;
    std::uint64_t key_ = 0;
    std::uint64_t number_ = 0;
};

namespace detail {

/// The functions of a plugin's timers. Any thread; lives as long as the plugin.
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

    bool cancel(std::uint64_t key, std::uint64_t number) {
        const auto result = extension<turnout_timer>(host_, TURNOUT_TIMER_EXTENSION).cancel(host_, number);
        if (result == 1) forget(key); // else it may be running: its memory goes later
        return result == 1;
    }

private:
    struct job {
        timer_set* owner;
        std::uint64_t key;
        bool once;
        std::function<void()> function;
    };

    timer begin(std::chrono::milliseconds after, std::chrono::milliseconds period, std::function<void()> function) {
        const auto& table = extension<turnout_timer>(host_, TURNOUT_TIMER_EXTENSION);
        if (after.count() < 0) throw timer_error("a delay is not less than 0 ms");
        if (!function) throw timer_error("a timer needs a function");
        auto made = std::make_unique<job>(job{this, 0, period.count() == 0, std::move(function)});
        auto* context = made.get();
        {
            const std::lock_guard lock{mutex_};
            made->key = ++last_;
            jobs_.emplace(last_, std::move(made));
        }
        const auto key = context->key; // the job may be over when start() returns
        const auto number = table.start(host_, static_cast<std::uint64_t>(after.count()),
                                        static_cast<std::uint64_t>(period.count()), call, context);
        if (number != 0) return {*this, key, number};
        forget(key);
        throw timer_error("the host refuses a timer: there are too many, it is too long, or the plugin stops");
    }

    static void call(void* context, std::uint64_t) noexcept {
        auto& self = *static_cast<job*>(context);
        try {
            self.function();
        } catch (const std::exception& error) {
            logger{self.owner->host_}.write(TURNOUT_ERROR, error.what());
        } catch (...) {
            logger{self.owner->host_}.write(TURNOUT_ERROR, "a timer threw what is no std::exception");
        }
        if (self.once) self.owner->forget(self.key);
    }

    void forget(std::uint64_t key) {
        const std::lock_guard lock{mutex_};
        jobs_.erase(key);
    }

    const turnout_host* host_;
    std::mutex mutex_;
    std::map<std::uint64_t, std::unique_ptr<job>> jobs_;
    std::uint64_t last_ = 0;
};

} // namespace detail

inline bool timer::cancel() {
    return owner_ != nullptr && owner_->cancel(key_, number_);
}

} // namespace turnout
