#include "core/plugin/instance.hpp"

#include "core/plugin/check_settings.hpp"
#include "core/plugin/error.hpp"
#include "core/plugin/text.hpp"

#include <turnout/text.hpp>

#include <exception>
#include <system_error>

namespace turnout::plugins {

namespace {

/// Runs a call into the plugin; an exception that crosses the boundary, which none may, becomes a text for `report`.
template <class Call, class Report> void guarded(Call call, Report report) {
    try {
        call();
    } catch (const std::exception& error) {
        report(std::string{"let an exception out: "} + error.what());
    } catch (...) { // the boundary to foreign code
        report(std::string{"let an exception out that is no std::exception"});
    }
}

constexpr std::size_t longest_thread_name = 64; // it is what the plugin has made of it

std::string words(const turnout_error& error) {
    auto text = one_line(bounded(error.message), sizeof(error.message));
    return text.empty() ? "it gave no reason" : text;
}

} // namespace

Instance::Instance(std::unique_ptr<HostServices> services, std::unique_ptr<Library> library,
                   std::filesystem::path source, std::shared_ptr<LoaderHold> loader,
                   std::shared_ptr<RunningCalls> calls)
    : services_(std::move(services)),
      library_(std::move(library)),
      source_(std::move(source)),
      loader_(std::move(loader)),
      calls_(std::move(calls)) {
    const auto& description = library_->description();
    id_ = library_->inspection().manifest.id;
    version_ = library_->inspection().manifest.version;
    content_ = library_->content();
    max_concurrency_ = description.max_concurrency;
    for (std::size_t i = 0; i < description.handles_count; ++i) {
        handles_.push_back({std::string{received(description.handles[i].type)},
                            std::string{received(description.handles[i].version)}});
    }
    table_ = &library_->table();
}

Instance::~Instance() {
    // Nobody stopped it, or it was stuck. Its code may still run, so it stays, and so does what it was handed.
    if (library_) library_->abandon();
    if ((library_ || runs_on_) && handed_out_) static_cast<void>(services_.release());
}

void Instance::start(const ControlThread::Progress& progress) {
    call_create(progress);
    call_start(progress);
    if (auto* timers = services_->timers()) timers->open();
}

void Instance::call_create(const ControlThread::Progress& progress) {
    progress.enter("create()");
    turnout_error error{sizeof(turnout_error), 0, {}};
    std::string thrown;
    handed_out_ = true;
    const auto scope = inside("create()");
    guarded([&] { self_ = table_->create(services_->table(), &error); }, [&](std::string text) { thrown = text; });
    if (self_ != nullptr && thrown.empty()) return;
    self_ = nullptr;
    if (!thrown.empty()) throw PluginError(source_, "create " + one_line(thrown, sizeof(error.message)), "");
    throw PluginError(source_, "it does not start: " + words(error), "");
}

void Instance::call_start(const ControlThread::Progress& progress) {
    progress.enter("start()");
    turnout_error error{sizeof(turnout_error), 0, {}};
    std::string thrown;
    std::int32_t started = 0;
    const auto scope = inside("start()");
    guarded([&] { started = table_->start(self_, &error); }, [&](std::string text) { thrown = text; });
    if (started == 1 && thrown.empty()) return;
    if (!thrown.empty()) throw PluginError(source_, "start " + one_line(thrown, sizeof(error.message)), "");
    throw PluginError(source_, "it does not start: " + words(error), "");
}

void Instance::discard(const ControlThread::Progress& progress, Code code) {
    if (self_ != nullptr) {
        progress.enter("destroy()");
        const auto scope = inside("destroy()");
        guarded([&] { table_->destroy(std::exchange(self_, nullptr)); },
                [&](const std::string& text) { report("destroy", text); });
    }
    if (code == Code::unload) return unload(progress);
    table_ = nullptr;
    library_->abandon();
    library_.reset();
}

bool Instance::handles(std::string_view type, std::string_view version) const {
    for (const auto& one : handles_) {
        const bool fits = one.type.empty() || one.type == type;
        if (fits && (one.version.empty() || one.version == version)) return true;
    }
    return false;
}

turnout_verdict Instance::handle(const turnout_event& event, turnout_outcome& outcome) noexcept {
    outcome.struct_size = sizeof(turnout_outcome);
    outcome.retry_after_ms = 0;
    outcome.reason[0] = '\0';
    // Sequentially consistent on purpose: either stop() sees this call, or this call sees stop().
    running_.fetch_add(1);
    turnout_verdict verdict = TURNOUT_RETRY;
    if (stopping_.load()) {
        copy_text(outcome.reason, given_up_ ? "the plugin hangs in another call" : "the plugin is stopping");
    } else {
        verdict = call(event, outcome);
    }
    running_.fetch_sub(1);
    return verdict;
}

Answer Instance::probe(const turnout_event& event) {
    turnout_outcome outcome{};
    const auto verdict = handle(event, outcome);
    return {event.token, verdict, outcome.retry_after_ms, {}, std::string{bounded(outcome.reason)}};
}

turnout_verdict Instance::call(const turnout_event& event, turnout_outcome& outcome) noexcept {
    turnout_verdict verdict = TURNOUT_RETRY;
    bool thrown = false;
    const RunningCalls::Scope scope{calls_.get(),
                                    {name(), "handle()", received(event.route), received(event.delivery_id),
                                     received(event.message_id), received(event.type)}};
    guarded([&] { verdict = table_->handle(self_, &event, &outcome); },
            [&](const std::string& text) {
                thrown = true;
                copy_text(outcome.reason, "handle " + text);
            });
    return checked(thrown ? turnout_verdict{TURNOUT_RETRY} : verdict, outcome);
}

turnout_verdict Instance::checked(turnout_verdict verdict, turnout_outcome& outcome) noexcept {
    try {
        const auto reason = one_line(bounded(outcome.reason), sizeof(outcome.reason));
        copy_text(outcome.reason, reason);
        switch (verdict) {
        case TURNOUT_OK:
        case TURNOUT_RETRY:
        case TURNOUT_DEFERRED: return verdict;
        case TURNOUT_REJECT:
            if (reason.empty()) copy_text(outcome.reason, "rejected without a reason");
            return verdict;
        default: break;
        }
        copy_text(outcome.reason, "handle gave the unknown verdict " + std::to_string(verdict));
    } catch (const std::exception&) {
        outcome.reason[0] = '\0'; // out of memory; the verdict counts more than its words
        if (verdict >= TURNOUT_OK && verdict <= TURNOUT_DEFERRED) return verdict;
    }
    outcome.retry_after_ms = 0;
    return TURNOUT_RETRY;
}

TimerMoment Instance::next_timer() const noexcept {
    const auto* timers = services_->timers();
    return timers == nullptr ? TimerMoment::max() : timers->next();
}

void Instance::run_timer(TimerMoment now) noexcept {
    running_.fetch_add(1);
    if (auto* timers = services_->timers(); timers != nullptr && !stopping_.load()) {
        const auto scope = inside("a timer");
        guarded([&] { timers->run_due(now); }, [&](const std::string& text) { report("a timer", text); });
    }
    running_.fetch_sub(1);
}

void Instance::check(const config::Plugin& plugin) const {
    check_settings(plugin, library_->inspection().manifest);
}

Configured Instance::configure(const ControlThread::Progress& progress, const config::Plugin& plugin) {
    check(plugin);
    progress.enter("configure()");
    auto former = services_->exchange_settings(with_defaults(plugin, library_->inspection().manifest).settings);
    auto said = call_configure();
    if (said.answer != Configured::Answer::applied) services_->exchange_settings(std::move(former));
    return said;
}

Configured Instance::call_configure() {
    turnout_error error{sizeof(turnout_error), 0, {}};
    std::string thrown;
    std::int32_t said = 0;
    const auto scope = inside("configure()");
    guarded([&] { said = table_->configure(self_, &error); }, [&](std::string text) { thrown = text; });
    if (!thrown.empty()) return {Configured::Answer::refused, "configure " + one_line(thrown, sizeof(error.message))};
    switch (said) {
    case 1: return {Configured::Answer::applied};
    case 0: return {Configured::Answer::refused, words(error)};
    case -1: return {Configured::Answer::needs_new_instance};
    default: return {Configured::Answer::refused, "configure gave the unknown answer " + std::to_string(said)};
    }
}

void Instance::give_up() noexcept {
    given_up_.store(true);
    stopping_.store(true);
    if (auto* timers = services_->timers()) timers->close();
}

bool Instance::halt(const ControlThread::Progress& progress) {
    if (halted_) return true;
    if (given_up_) return false;
    stopping_.store(true);
    // Also if one is stuck: when it comes back nobody may be left to ask.
    if (auto* timers = services_->timers()) timers->close();
    if (running_.load() != 0) return false;
    halted_ = true;
    progress.enter("stop()");
    const auto scope = inside("stop()");
    guarded([&] { table_->stop(self_); }, [&](const std::string& text) { report("stop", text); });
    return true;
}

bool Instance::stop(const ControlThread::Progress& progress, Code code) {
    if (stopped_) return true;
    if (!halt(progress)) return false;
    discard(progress, code);
    stopped_ = true;
    return true;
}

RunningCalls::Scope Instance::inside(const char* call) const {
    return RunningCalls::Scope{calls_.get(), {name(), call, {}, {}, {}, {}}};
}

void Instance::report(const char* call, const std::string& text) const {
    services_->logger().error("[{}] {} {}", name(), call, one_line(text, sizeof(turnout_error::message)));
}

/// What the file makes likely: the loader does not tell.
std::string Instance::why_it_stays() const {
    const auto& file = library_->inspection();
    if (!file.stays_because.empty()) return file.stays_because;
    if (file.thread_local_objects)
        return "a thread that goes on has used a thread_local object of it that has a destructor";
    return "something else refers to it, such as a dlopen() of its own";
}

std::optional<LingeringThread> Instance::lingering_thread() const {
    try {
        return find_lingering_thread(library_->path());
    } catch (const std::system_error& error) {
        services_->logger().warn("[{}] it cannot be told whether a thread of it still runs: {}", name(), error.what());
        return std::nullopt;
    }
}

void Instance::unload(const ControlThread::Progress& progress) {
    progress.enter(unloading);
    table_ = nullptr;
    const LoaderHold::Inside hold{*loader_, std::string{name()}};
    const auto scope = inside(unloading);
    if (const auto thread = lingering_thread()) {
        stays_ = "its thread \"" + one_line(thread->name, longest_thread_name) + "\" (" + std::to_string(thread->id) +
                 ") still runs; stop() must join every thread of it";
        library_->abandon();
        runs_on_ = true;
    } else if (!library_->unload()) {
        stays_ = why_it_stays();
    }
    if (!stays_.empty()) services_->logger().warn("[{}] its library stays loaded: {}", name(), stays_);
    library_.reset();
}

} // namespace turnout::plugins
