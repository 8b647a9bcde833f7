#include "bench.hpp"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <mutex>
#include <sstream>
#include <thread>

namespace turnout::delivery::test {

turnout_verdict FakeHandler::handle(const turnout_event& event, turnout_outcome& outcome) noexcept {
    ++calls;
    const int now = ++running;
    int most = most_running;
    while (most < now && !most_running.compare_exchange_weak(most, now)) {
    }
    const auto verdict = function_(event, outcome);
    --running;
    return verdict;
}

void Gate::pass() const {
    while (!*open_) std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

std::string_view text(turnout_str view) {
    return {view.data, view.size};
}

void say(turnout_outcome& outcome, std::string_view reason, std::uint32_t retry_after_ms) {
    reason.copy(outcome.reason, std::min(reason.size(), sizeof outcome.reason - 1));
    outcome.reason[std::min(reason.size(), sizeof outcome.reason - 1)] = '\0';
    outcome.retry_after_ms = retry_after_ms;
}

config::Route route(std::string name) {
    config::Route route;
    route.name = std::move(name);
    route.plugin = "fake";
    route.start_at_oldest = true;
    route.retry.backoff_min = std::chrono::milliseconds{2};
    route.retry.backoff_max = std::chrono::milliseconds{8};
    return route;
}

struct Bench::Ears {
    mutable std::mutex mutex;
    std::vector<Told> told;
    std::ostringstream text; ///< guarded by the sink's own mutex while the engine lives
    std::shared_ptr<spdlog::sinks::ostream_sink_mt> sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text);
};

Bench::Bench(Disk disk, bool unclean, config::Delivery limits, std::optional<Crash> crash)
    : journal(std::make_unique<FakeJournal>(std::move(disk), unclean)),
      ears_(std::make_shared<Ears>()) {
    Engine::Options options;
    options.limits = limits;
    options.seed = 1;
    options.crash = std::move(crash);
    options.observer = [ears = ears_](const Settlement& settlement) {
        const std::lock_guard lock{ears->mutex};
        ears->told.push_back({std::string{settlement.route}, std::string{settlement.event->message_id},
                              std::string{settlement.verdict}, std::string{settlement.reason}, settlement.attempt,
                              settlement.since_accepted, settlement.handling});
    };
    auto logger = std::make_shared<spdlog::logger>("delivery", ears_->sink);
    engine = Engine::create(*journal, clock, std::move(logger), std::move(options));
}

Bench::~Bench() {
    if (engine) engine->stop(std::chrono::seconds{5});
}

std::shared_ptr<FakeHandler> Bench::handler(HandleFunction function, std::uint32_t limit) {
    return std::make_shared<FakeHandler>(std::move(function), limit);
}

void Bench::start(std::vector<RouteBinding> routes) {
    engine->start(std::move(routes));
}

journal::Sequence Bench::add(const Made& made) {
    const auto sequence = journal->add(made);
    engine->notify();
    return sequence;
}

void Bench::add(std::size_t count, const Made& made) {
    for (std::size_t index = 0; index < count; ++index) journal->add(made);
    engine->notify();
}

bool Bench::settled(std::chrono::milliseconds limit) {
    return turnout::test::wait_until([this] { return engine->idle(); }, limit);
}

bool Bench::until(const std::function<bool()>& condition) {
    return turnout::test::wait_until(condition);
}

Disk Bench::kill() {
    journal->cut();
    auto disk = journal->disk();
    engine->stop(std::chrono::seconds{10});
    engine.reset();
    return disk;
}

std::vector<Bench::Told> Bench::told() const {
    const std::lock_guard lock{ears_->mutex};
    return ears_->told;
}

std::string Bench::log() const {
    ears_->sink->flush();
    return ears_->text.str();
}

std::size_t Bench::lines_with(std::string_view text) const {
    std::istringstream lines{log()};
    std::size_t found = 0;
    for (std::string line; std::getline(lines, line);)
        if (line.find(text) != std::string::npos) ++found;
    return found;
}

} // namespace turnout::delivery::test
