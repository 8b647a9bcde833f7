#include "core/plugin/running_calls.hpp"

#include <pthread.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdint>

namespace turnout::plugins {

namespace {

/// What a thread knows of itself, so that a call costs no system call. A handler does not read it.
struct Self {
    pid_t thread = 0;
    std::array<char, 16> name{}; ///< as it was at the thread's first call
    std::size_t last_slot = 0;   ///< most likely free again

    static Self& here() noexcept {
        thread_local Self self;
        if (self.thread == 0) {
            self.thread = ::gettid();
            ::pthread_getname_np(::pthread_self(), self.name.data(), self.name.size());
            self.last_slot = static_cast<std::size_t>(self.thread) % RunningCalls::slots;
        }
        return self;
    }
};

} // namespace

/// See the header for who may touch it when. Aligned so that threads do not share a cache line.
struct alignas(64) RunningCalls::Slot {
    std::atomic<pid_t> taken{0};
    std::atomic<std::uint32_t> version{1};
    SharedText<16> thread_name;
    SharedText<64> plugin;
    SharedText<32> call;
    SharedText<96> route;
    SharedText<128> delivery;
    SharedText<64> message;
    SharedText<64> type;

    void store(const Subject& subject, std::string_view thread) noexcept {
        thread_name.store(thread);
        plugin.store(subject.plugin);
        call.store(subject.call);
        route.store(subject.route);
        delivery.store(subject.delivery);
        message.store(subject.message);
        type.store(subject.type);
        advance();
    }

    void load(Call& into) const noexcept {
        thread_name.load(into.thread_name);
        plugin.load(into.plugin);
        call.load(into.call);
        route.load(into.route);
        delivery.load(into.delivery);
        message.load(into.message);
        type.load(into.type);
    }

    /// The owner's.
    void advance() noexcept { version.store(version.load(std::memory_order_relaxed) + 1, std::memory_order_release); }

    void release() noexcept {
        advance();
        taken.store(0, std::memory_order_release);
    }
};

RunningCalls::RunningCalls() : slots_(std::make_unique<std::array<Slot, slots>>()) {
    static_assert(std::atomic<pid_t>::is_always_lock_free && std::atomic<std::uint32_t>::is_always_lock_free);
}

RunningCalls::~RunningCalls() = default;

RunningCalls::Slot* RunningCalls::take() noexcept {
    auto& self = Self::here();
    for (std::size_t tried = 0; tried < slots; ++tried) {
        const auto index = (self.last_slot + tried) % slots;
        pid_t nobody = 0;
        auto& slot = (*slots_)[index];
        if (!slot.taken.compare_exchange_strong(nobody, self.thread, std::memory_order_acquire)) continue;
        self.last_slot = index;
        return &slot;
    }
    return nullptr;
}

bool RunningCalls::read(std::size_t index, Call& into) const noexcept {
    constexpr int attempts = 8; // the writer may be the thread that the handler has interrupted: then none helps
    const auto& slot = (*slots_)[index];
    into.whole = false;
    for (int attempt = 0; attempt < attempts && !into.whole; ++attempt) {
        const auto version = slot.version.load(std::memory_order_acquire);
        into.thread = slot.taken.load(std::memory_order_acquire);
        if (into.thread == 0) return false;
        slot.load(into);
        into.whole = version % 2 == 0 && slot.version.load(std::memory_order_acquire) == version;
    }
    return true;
}

RunningCalls::Scope::Scope(RunningCalls* calls, const Subject& subject) noexcept
    : slot_(calls == nullptr ? nullptr : calls->take()) {
    if (slot_ == nullptr) return;
    const std::string_view name{Self::here().name.data()};
    slot_->store(subject, name);
}

RunningCalls::Scope::~Scope() {
    if (slot_ != nullptr) slot_->release();
}

} // namespace turnout::plugins
