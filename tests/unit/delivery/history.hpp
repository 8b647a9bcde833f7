// A random history of a host's inside: messages, duplicates, verdicts, crashes, restarts, other routes, reloads,
// replays; over the journal that ships. What was seen is compared with what the promises of core/README.md say.
#pragma once
#include "history_model.hpp"
#include "store_host.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace turnout::delivery::test {

/// One run of journal and engine on a directory.
class HistoryRun final : journal::Listener {
public:
    /// `routes` are bound to one handler that does what the model says.
    HistoryRun(const std::filesystem::path& directory, HistoryModel& model, const std::vector<config::Route>& routes);
    HistoryRun(const HistoryRun&) = delete;
    HistoryRun& operator=(const HistoryRun&) = delete;
    ~HistoryRun() override;

    /// Waits until the journal has answered.
    void append(std::vector<std::unique_ptr<Message>> messages);
    /// Does not wait: whether they are stored is seen later, if at all.
    void append_and_forget(std::vector<std::unique_ptr<Message>> messages);
    /// The route is one of this run.
    void replay(journal::Sequence sequence, const std::string& route);
    /// What was deferred for long is completed.
    void complete_deferred();
    /// Until so many more attempts were begun, or nothing is left to do.
    void go_on_for(std::uint64_t attempts);
    bool settle_all();

    /// These routes, bound to another handler, take the place of those that there are. Not while suspects are run: then
    /// false, and nothing is changed.
    bool reload(const std::vector<config::Route>& routes);
    enum class InterludeEnd { refused, same_handler, other_handler };
    /// The handler rests for a moment. Not while suspects are run: then nothing is done.
    void interlude(InterludeEnd end);

    /// Nothing that happens from now on counts; what a crash would leave is copied to `to`.
    void crash(const std::filesystem::path& to);
    /// A clean stop.
    void stop();

    journal::Journal& journal() { return *journal_; }

private:
    void answered(std::vector<journal::Answer>& answers) override;
    void appended(journal::Sequence last) override;

    void note_opened(const std::vector<config::Route>& routes);
    std::shared_ptr<FakeHandler> make_handler();
    static std::vector<RouteBinding> bindings(const std::vector<config::Route>& routes,
                                              const std::shared_ptr<FakeHandler>& handler);
    std::optional<std::string> replace(const std::vector<config::Route>& routes,
                                       const std::shared_ptr<FakeHandler>& handler, const Interlude& interlude);

    const std::filesystem::path directory_;
    HistoryModel& model_;
    TestClock clock_;
    std::atomic<std::size_t> answers_{0};
    std::size_t asked_ = 0;
    std::unique_ptr<journal::Journal> journal_;
    std::unique_ptr<delivery::Engine> engine_;
    std::vector<config::Route> routes_;
    std::shared_ptr<FakeHandler> handler_; ///< of all of them
};

/// A whole history, the same for the same seed as far as threads allow.
class History {
public:
    History(std::uint64_t seed, const std::filesystem::path& directory);

    /// What does not hold; empty: everything does.
    std::vector<std::string> run();

private:
    std::vector<config::Route> some_routes();
    void begin(const std::vector<config::Route>& routes);
    void reload();
    void step();
    void accept(bool wait);
    void crash();
    std::vector<std::unique_ptr<Message>> messages();
    unsigned draw(unsigned below);

    std::mt19937_64 random_;
    std::filesystem::path directory_;
    HistoryModel model_;
    std::unique_ptr<HistoryRun> run_;
    std::filesystem::path current_;
    unsigned runs_ = 0;
    unsigned messages_ = 0;
    std::vector<std::string> active_; ///< names of the routes of this run
};

} // namespace turnout::delivery::test
