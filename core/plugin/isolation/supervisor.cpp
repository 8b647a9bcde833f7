#include "core/plugin/isolation/supervisor.hpp"

#include "core/plugin/error.hpp"
#include "core/plugin/isolation/confinement.hpp"
#include "core/plugin/isolation/event_message.hpp"
#include "core/plugin/text.hpp"

#include <turnout/text.hpp>

#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <exception>
#include <random>
#include <system_error>
#include <utility>

namespace turnout::plugins::isolation {

namespace {

constexpr std::size_t longest_thread_name = 15;

Descriptor make_wake() {
    Descriptor wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    if (!wake) throw std::system_error(errno, std::generic_category(), "an eventfd for a runner");
    return wake;
}

std::string name_of(const turnout_event& event) {
    return "event " + std::string{received(event.message_id)} + " (" + std::string{received(event.type)} + ")";
}

} // namespace

Supervisor::Supervisor(IsolatedInstance::Parts parts)
    : parts_(std::move(parts)),
      services_(parts_.plugin, parts_.host_version, parts_.port, parts_.logger, parts_.extensions),
      tap_(parts_.port),
      mail_([this] { wake(); }),
      desk_(services_, lent_, lines_),
      wake_(make_wake()),
      restarts_(std::random_device{}()) {
}

Supervisor::~Supervisor() {
    kill();
}

void Supervisor::start() {
    thread_ = std::thread{[this] {
        pthread_setname_np(pthread_self(), ("runner " + parts_.plugin.name).substr(0, longest_thread_name).c_str());
        run();
    }};
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return phase_ != Phase::starting; });
    if (phase_ != Phase::over) return;
    throw PluginError(parts_.source, refusal_, "");
}

void Supervisor::run() {
    for (;;) {
        const auto began = std::chrono::steady_clock::now();
        live();
        {
            const std::lock_guard lock{mutex_};
            if (phase_ == Phase::starting || phase_ >= Phase::halting) phase_ = Phase::over;
            if (phase_ == Phase::over) break;
        }
        const auto time = restarts_.next(answers_, std::chrono::steady_clock::now() - began);
        if (restarts_.is_broken())
            parts_.logger->error("plugin {}: its process ends again and again; the events of its routes wait, and it "
                                 "is started again in {} ms",
                                 parts_.plugin.name, time.count());
        if (!pause(time)) break;
    }
    set(Phase::over);
}

void Supervisor::live() {
    std::string how;
    std::int64_t pid = 0;
    answers_ = 0;
    lines_.clear();
    try {
        level_ = parts_.logger->level();
        Life life{life_parts(), begin()};
        pid = life.pid();
        {
            const std::lock_guard lock{mutex_};
            status_.pid = pid;
        }
        const Disconnect disconnect{*this};
        remind();
        how = life.serve();
        answers_ = life.answers();
        take_nothing(); // and nothing comes any more
        const auto left = lent_.take([&](std::uint64_t token) { return life.has_begun(token); });
        return give_back(how, pid, left, [&](std::uint64_t token) { return life.was_late(token); });
    } catch (const std::exception& error) {
        how = std::string{"cannot be started: "} + error.what();
    }
    give_back(how, pid, {}, [](std::uint64_t) { return false; });
}

/// What was asked for while no process could hear it. Twice does no harm.
void Supervisor::remind() {
    const std::lock_guard lock{mutex_};
    if (phase_ >= Phase::halting) mail_.post(encoded(Halt{}), Mailbox::When::now);
    if (phase_ >= Phase::finishing) mail_.post(encoded(Finish{}), Mailbox::When::now);
}

/// When it returns no take() is under way.
void Supervisor::take_nothing() {
    const std::unique_lock lock{gate_};
    up_ = false;
}

bool Supervisor::pause(std::chrono::milliseconds time) {
    std::unique_lock lock{mutex_};
    return !changed_.wait_for(lock, time, [this] { return phase_ >= Phase::halting; });
}

Begin Supervisor::begin() const {
    Begin begin;
    begin.instance = parts_.plugin.name;
    begin.build = build;
    begin.host_version = parts_.host_version;
    begin.library = parts_.copy.path();
    begin.source = parts_.source;
    begin.settings = parts_.plugin.settings;
    begin.threads = parts_.threads;
    begin.log_level = level_;
    begin.metrics = parts_.extensions.metrics != nullptr;
    begin.timers = parts_.extensions.timers != nullptr;
    begin.states = parts_.extensions.states != nullptr;
    begin.emissions = parts_.extensions.emissions != nullptr;
    begin.confinement = confinement_of(parts_.plugin);
    return begin;
}

Life::Parts Supervisor::life_parts() {
    return {parts_.runner,
            parts_.plugin.name,
            parts_.start_timeout,
            wake_.get(),
            mail_,
            lent_,
            desk_,
            lines_,
            tap_,
            *parts_.logger,
            [this] { return kill_.load(); },
            [this](const Started& started) { on_started(started); },
            [this](std::string why) {
                const std::lock_guard lock{mutex_};
                refusal_ = std::move(why);
            },
            [this] { on_halted(); }};
}

void Supervisor::on_started(const Started& started) {
    lent_.set_threads(std::clamp(started.threads, 1U, parts_.threads));
    max_concurrency_ = started.max_concurrency;
    {
        const std::lock_guard lock{mutex_};
        if (phase_ == Phase::starting) phase_ = Phase::running;
        up_ = phase_ == Phase::running;
    }
    changed_.notify_all();
    if (status().restarts != 0) parts_.logger->info("plugin {}: its process runs again", parts_.plugin.name);
    parts_.port.answered(parts_.plugin.name, {});
}

void Supervisor::on_halted() {
    {
        const std::lock_guard lock{mutex_};
        if (phase_ != Phase::halting) return; // said again, or unasked
        phase_ = Phase::halted;
    }
    changed_.notify_all();
}

void Supervisor::set(Phase phase) {
    {
        const std::lock_guard lock{mutex_};
        phase_ = std::max(phase_, phase);
    }
    changed_.notify_all();
}

ProcessStatus Supervisor::status() const {
    const std::lock_guard lock{mutex_};
    return status_;
}

turnout_verdict Supervisor::take(const turnout_event& event, turnout_outcome& outcome) noexcept {
    try {
        const std::shared_lock lock{gate_};
        if (!up_) return not_begun;
        tell_level();
        return hand_on(event);
    } catch (const std::exception& error) {
        lent_.answered(event.token, TURNOUT_RETRY, {});
        copy_text(outcome.reason, std::string_view{error.what()});
        return TURNOUT_RETRY; // out of memory
    }
}

turnout_verdict Supervisor::hand_on(const turnout_event& event) {
    std::string message;
    append_event(message, event);
    const std::chrono::nanoseconds deadline{event.deadline_ns};
    const auto timeout = deadline - std::chrono::steady_clock::now().time_since_epoch();
    const auto before = lent_.add(event.token, std::max<std::chrono::nanoseconds>(timeout, {}), name_of(event));
    // With two for each of its threads it has something to do until it answers; that takes along what waits. If all of
    // these were answered meanwhile, nobody else would.
    const auto enough = 2 * lent_.threads();
    mail_.post(std::move(message), before >= enough ? Mailbox::When::with_the_next : Mailbox::When::now);
    if (before >= enough && lent_.handling() <= enough) mail_.flush();
    return answer_follows;
}

Answer Supervisor::probe(const turnout_event& event) {
    auto answer = tap_.expect(event.token);
    turnout_outcome outcome{};
    const auto verdict = take(event, outcome);
    if (verdict == answer_follows) return answer.get();
    std::string why{verdict == not_begun ? "its process does not run" : bounded(outcome.reason)};
    return {event.token, TURNOUT_RETRY, 0, {}, std::move(why)};
}

void Supervisor::tell_level() {
    const int wanted = parts_.logger->level();
    if (level_.exchange(wanted) != wanted) mail_.post(encoded(Level{wanted}), Mailbox::When::with_the_next);
}

void Supervisor::wake() noexcept {
    const std::uint64_t once = 1;
    static_cast<void>(::write(wake_.get(), &once, sizeof once)); // full: it is awake
}

void Supervisor::halt() {
    set(Phase::halting);
    take_nothing();
    mail_.post(encoded(Halt{}), Mailbox::When::now);
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return phase_ >= Phase::halted; });
}

void Supervisor::finish() {
    set(Phase::finishing);
    mail_.post(encoded(Finish{}), Mailbox::When::now);
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return phase_ == Phase::over; });
}

void Supervisor::kill() noexcept {
    kill_ = true;
    set(Phase::halting);
    take_nothing();
    wake();
    if (thread_.joinable()) thread_.join();
}

} // namespace turnout::plugins::isolation
