// What the engine's threads share.
#pragma once
#include "core/delivery/bell.hpp"
#include "core/delivery/delivery_pool.hpp"
#include "core/delivery/engine.hpp"
#include "core/delivery/scheduler.hpp"
#include "core/delivery/settler.hpp"

#include <spdlog/logger.h>

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

namespace turnout::delivery {

/// Shared by pointer: a worker that is stuck in a plugin may outlive the engine.
///
/// One mutex guards everything below it. It is never held while a plugin, the observer or a blocking call of the
/// journal runs; Journal::settle() and advance_mark() only queue.
struct EngineState {
    EngineState(journal::Journal& the_journal, const eventsub::Clock& the_clock,
                std::shared_ptr<spdlog::logger> the_logger, Engine::Options the_options);

    journal::Journal& journal;
    const eventsub::Clock& clock;
    const std::shared_ptr<spdlog::logger> logger;
    const Engine::Options options;
    const std::shared_ptr<Bell> bell = std::make_shared<Bell>(); ///< wakes the dispatcher

    std::mutex mutex;
    std::condition_variable work;  ///< workers wait for something to do
    std::condition_variable quiet; ///< for the end of what is under way
    std::size_t waiting = 0;       ///< calls that wait on it, beside stop()
    std::size_t idle_workers = 0;
    std::size_t surplus_workers = 0; ///< so many are to end as soon as they are in no plugin
    std::size_t ended_workers = 0;   ///< not joined yet

    std::mt19937_64 random;
    DeliveryPool pool;
    Scheduler scheduler;
    Settler settler;
    std::vector<std::unique_ptr<PluginRun>> plugins;
    std::vector<std::unique_ptr<RouteRun>> routes;
    Totals totals;

    /// After an unclean stop: suspects run one at a time and nothing else does (see suspects.hpp).
    struct {
        bool active = false;
        Delivery* alone = nullptr; ///< the one whose turn it is
        bool cleared = false;      ///< its attempt is durable: a worker may begin it
    } suspects;

    bool open = false; ///< routes and plugins stand: until then they are the start's alone

    std::multimap<eventsub::Time, Delivery*> naps; ///< by when they wake

    bool stopping = false; ///< nothing new is handed out
    bool failed = false;   ///< the journal has given up: nothing is handed out or settled any more
    std::string failure;   ///< if failed: why, for the operator
    bool ended = false;    ///< threads leave; nothing may be touched any more

    std::size_t timers_due = 0; ///< plugins with a timer that waits for a worker

    /// Wakes a worker if there may be something to do for it.
    void wake_worker() {
        if (idle_workers != 0) work.notify_one();
    }

    /// Something is over that somebody may wait for.
    void tell_waiting() {
        if (stopping || waiting != 0) quiet.notify_all();
    }

    /// The next delivery for a worker, begun; or null.
    Delivery* next_delivery();
};

} // namespace turnout::delivery
