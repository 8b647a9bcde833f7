#include "core/delivery/engine_state.hpp"

namespace turnout::delivery {

namespace {

TokenSeal::Key random_key() {
    std::random_device device;
    return {device(), device(), device(), device()};
}

std::uint64_t seed_of(const Engine::Options& options) {
    if (options.seed != 0) return options.seed;
    std::random_device device;
    return (std::uint64_t{device()} << 32) | device();
}

/// Notes the times of an attempt that begins now.
void note_begin(EngineState& state, Delivery& delivery) {
    const auto& entry = *delivery.route->entry;
    if (!delivery.charged) {
        delivery.last_attempt = state.clock.now();
        if (delivery.first_attempt == eventsub::Time{}) delivery.first_attempt = delivery.last_attempt;
    }
    delivery.deadline = state.clock.monotonic() + entry.route().timeout;
    delivery.handler = entry.handler();
    ++state.totals.handed_out;
    ++delivery.route->figures.attempts;
}

} // namespace

EngineState::EngineState(journal::Journal& the_journal, const eventsub::Clock& the_clock,
                         std::shared_ptr<spdlog::logger> the_logger, Engine::Options the_options)
    : journal(the_journal),
      clock(the_clock),
      logger(std::move(the_logger)),
      options(std::move(the_options)),
      random(seed_of(options)),
      pool(random_key()),
      scheduler(std::max<std::size_t>(options.limits.workers, 1)),
      settler(the_journal, bell) {
}

Delivery* EngineState::next_delivery() {
    if (stopping || failed || ended) return nullptr;
    Delivery* delivery = nullptr;
    if (!suspects.active) {
        delivery = scheduler.pick();
    } else if (suspects.cleared && suspects.alone->route->plugin->takes_one()) {
        suspects.cleared = false;
        delivery = suspects.alone;
        scheduler.begin(*delivery);
    }
    if (delivery != nullptr) note_begin(*this, *delivery);
    return delivery;
}

} // namespace turnout::delivery
