#include "history.hpp"

#include <filesystem>
#include <utility>

namespace turnout::delivery::test {

namespace {

journal::SqliteOptions options(const std::filesystem::path& directory) {
    journal::SqliteOptions options;
    options.directory = directory;
    options.min_free_disk = 0;
    options.checkpoint_pages = 1'000'000; // so that a copy of the files is what a crash would leave
    options.flush_delay = std::chrono::milliseconds{2};
    options.recent_ids = 1'024;
    // Thousands of stores on one disk: what a crash of the process leaves is the same without waiting for the disk.
    options.pragmas = "PRAGMA synchronous = OFF";
    return options;
}

HandleFunction handler_of(HistoryModel& model, std::unique_ptr<Engine>& engine) {
    return [&model, &engine](const turnout_event& event, turnout_outcome& outcome) -> turnout_verdict {
        const auto plan = model.begun(event);
        say(outcome, "as the history wants it");
        if (plan.for_long) {
            model.defer(event.token, event);
            return TURNOUT_DEFERRED;
        }
        if (plan.verdict == TURNOUT_OK) model.succeeded(event);
        if (!plan.deferred) return plan.verdict;
        engine->complete("fake", event.token, plan.verdict, 0, "as the history wants it");
        return TURNOUT_DEFERRED;
    };
}

} // namespace

HistoryRun::HistoryRun(const std::filesystem::path& directory, HistoryModel& model,
                       const std::vector<config::Route>& routes)
    : directory_(directory),
      model_(model),
      journal_(journal::open_sqlite(options(directory), clock_, silent_logger())) {
    Engine::Options engine_options;
    engine_options.limits = {3, 16};
    engine_options.seed = 1;
    engine_options.observer = [this](const Settlement& settlement) { model_.settled(settlement); };
    engine_ = Engine::create(*journal_, clock_, silent_logger(), engine_options);
    model_.thaw();
    journal_->start(*this);
    note_opened(routes);
    routes_ = routes;
    handler_ = make_handler();
    engine_->start(bindings(routes, handler_));
}

void HistoryRun::note_opened(const std::vector<config::Route>& routes) {
    for (const auto& route : routes) model_.opened(route, route.start_at_oldest ? 0 : journal_->last());
}

std::shared_ptr<FakeHandler> HistoryRun::make_handler() {
    return std::make_shared<FakeHandler>(handler_of(model_, engine_));
}

std::vector<RouteBinding> HistoryRun::bindings(const std::vector<config::Route>& routes,
                                               const std::shared_ptr<FakeHandler>& handler) {
    std::vector<RouteBinding> bindings;
    for (const auto& route : routes) bindings.push_back({route, handler});
    return bindings;
}

/// Nothing: it was done. Else why it was refused, which is not that the machine is slow.
std::optional<std::string> HistoryRun::replace(const std::vector<config::Route>& routes,
                                               const std::shared_ptr<FakeHandler>& handler,
                                               const Interlude& interlude) {
    constexpr std::chrono::milliseconds for_deferred{5};
    for (;;) {
        auto refused = engine_->replace(bindings(routes, handler), {}, for_deferred, interlude);
        if (!refused || !refused->starts_with("not back")) return refused;
    }
}

bool HistoryRun::reload(const std::vector<config::Route>& routes) {
    const auto next = make_handler();
    if (const auto refused = replace(routes, next, {})) {
        REQUIRE_MESSAGE(refused->find("unclean stop") != std::string::npos, *refused);
        return false;
    }
    engine_->retire_unknown();
    routes_ = routes;
    note_opened(routes);    // nothing was appended meanwhile
    model_.take_deferred(); // became a RETRY
    engine_->dismiss(std::exchange(handler_, next));
    return true;
}

void HistoryRun::interlude(InterludeEnd end) {
    const auto next = end == InterludeEnd::other_handler ? make_handler() : handler_;
    const auto perform = [&]() -> std::optional<Arrangement> {
        CHECK(handler_->running == 0);
        if (end == InterludeEnd::refused) return std::nullopt;
        return Arrangement{bindings(routes_, next), {}};
    };
    if (const auto refused = replace(routes_, handler_, {{handler_}, perform, [] {}})) {
        const bool wanted = end == InterludeEnd::refused && refused->find("was refused") != std::string::npos;
        REQUIRE_MESSAGE((wanted || refused->find("unclean stop") != std::string::npos), *refused);
        return;
    }
    if (next == handler_) return;
    model_.take_deferred(); // became a RETRY
    engine_->dismiss(std::exchange(handler_, next));
}

HistoryRun::~HistoryRun() {
    if (!engine_) return;
    model_.freeze();
    engine_->stop(std::chrono::milliseconds{0});
    // One that was not waited for may still ask the engine.
    wait_until([this] { return handler_->running == 0; });
    journal_->stop();
}

void HistoryRun::answered(std::vector<journal::Answer>& answers) {
    for (auto& answer : answers) {
        model_.answered(std::string{answer.submission->arrival().event.message_id}, answer.result);
        answer.submission.reset();
    }
    answers_ += answers.size();
}

void HistoryRun::appended(journal::Sequence) {
    engine_->notify();
}

void HistoryRun::append_and_forget(std::vector<std::unique_ptr<Message>> messages) {
    asked_ += messages.size();
    for (auto& message : messages) journal_->append(std::move(message));
}

void HistoryRun::append(std::vector<std::unique_ptr<Message>> messages) {
    append_and_forget(std::move(messages));
    REQUIRE(wait_until([this] { return answers_ == asked_; }));
}

void HistoryRun::replay(journal::Sequence sequence, const std::string& route) {
    std::atomic<bool> told{false};
    journal_->replay_events({sequence}, route, [&](const journal::StepsDone& done) {
        if (done.rows == 1) model_.replay_asked(route, sequence);
        told = true;
    });
    REQUIRE(wait_until([&] { return told.load(); }));
    engine_->reload_parked(route);
}

void HistoryRun::complete_deferred() {
    for (const auto& [token, key] : model_.take_deferred()) {
        model_.succeeded(key); // before anybody can be told that it is settled
        engine_->complete("fake", token, TURNOUT_OK, 0, "");
    }
}

void HistoryRun::go_on_for(std::uint64_t attempts) {
    const auto wanted = model_.attempts() + attempts;
    wait_until([&] {
        if (model_.attempts() >= wanted || engine_->idle()) return true;
        complete_deferred();
        return false;
    });
}

bool HistoryRun::settle_all() {
    return wait_until(
        [this] {
            complete_deferred();
            return engine_->idle();
        },
        std::chrono::seconds{60});
}

void HistoryRun::crash(const std::filesystem::path& to) {
    model_.crashing();
    std::filesystem::create_directories(to);
    for (const auto* name : {"journal.db", "journal.db-wal"})
        if (std::filesystem::exists(directory_ / name)) std::filesystem::copy_file(directory_ / name, to / name);
    model_.freeze();
}

void HistoryRun::stop() {
    engine_->quiesce(std::chrono::seconds{10});
    complete_deferred();
    engine_->stop(std::chrono::seconds{10});
    journal_->stop();
    model_.freeze();
    engine_.reset();
}

} // namespace turnout::delivery::test
