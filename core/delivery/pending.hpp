// What a handler has written and emitted with the token of its delivery, until the delivery is over.
#pragma once
#include "core/journal/plugin_state.hpp"

#include <turnout/ext/state.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace turnout::delivery {

struct Delivery;
struct EngineState;

/// What one plugin instance has written or emitted and that is not stored yet. Any thread.
struct Unsettled {
    std::atomic<std::size_t> bytes{0};
    std::atomic<std::int64_t> growth{0}; ///< by how much its state is going to be larger
};

/// Its share in them, as long as it lives. Move-only.
class UnsettledShare {
public:
    explicit UnsettledShare(std::shared_ptr<Unsettled> all) : all_(std::move(all)) {}

    UnsettledShare(UnsettledShare&& other) noexcept
        : all_(std::move(other.all_)),
          bytes_(std::exchange(other.bytes_, 0)),
          growth_(std::exchange(other.growth_, 0)) {}

    UnsettledShare(const UnsettledShare&) = delete;
    UnsettledShare& operator=(const UnsettledShare&) = delete;
    UnsettledShare& operator=(UnsettledShare&&) = delete;

    ~UnsettledShare() {
        if (!all_) return;
        all_->bytes -= bytes_;
        all_->growth -= growth_;
    }

    /// False, and nothing is changed, if all together would be more than TURNOUT_EMIT_MAX_UNSETTLED.
    bool change(std::size_t less, std::size_t more);

    void grow(std::int64_t by);

    /// Of all deliveries of the instance.
    std::int64_t growth() const { return all_->growth; }

private:
    std::shared_ptr<Unsettled> all_;
    std::size_t bytes_ = 0;
    std::int64_t growth_ = 0;
};

/// Guarded by EngineState::mutex.
struct Pending {
    explicit Pending(std::shared_ptr<Unsettled> unsettled) : share(std::move(unsettled)) {}

    struct Asked {
        std::shared_future<turnout_state_result> answer; ///< not there yet while the journal is asked
        eventsub::Duration time_to_live{};
    };

    using Writes = std::map<std::string, std::optional<std::string>>;

    Writes writes;                              ///< by key; nothing: erased
    std::map<std::string, std::int64_t> growth; ///< what each of them adds to the store
    std::size_t written = 0;                    ///< bytes of them
    std::map<std::string, Asked> once;          ///< keys of once() and what was answered
    std::vector<journal::DerivedEvent> events;
    std::size_t emitted = 0; ///< bytes of their JSON
    UnsettledShare share;
};

/// What is to be committed with the delivery's OK; null if nothing is.
std::shared_ptr<const journal::Additions> additions_of(Pending pending, std::string_view instance);

/// The delivery that this instance is handling, or has deferred, under this token; else null. Needs EngineState::mutex.
Delivery* held_by(EngineState& state, std::string_view instance, std::uint64_t token);
/// The same with something to fill.
Pending* pending_of(EngineState& state, std::string_view instance, std::uint64_t token);

} // namespace turnout::delivery
