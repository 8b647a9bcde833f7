// An engine over a FakeJournal, with handlers that a test writes as functions and a clock that it can turn.
#pragma once
#include "core/delivery/engine.hpp"
#include "fake_journal.hpp"
#include "tests/support/wait.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::delivery::test {

/// The real time plus what advance() and step() were told.
class TestClock final : public eventsub::Clock {
public:
    eventsub::Time now() const override { return real_.now() + offset() + std::chrono::nanoseconds{step_.load()}; }

    eventsub::MonotonicTime monotonic() const override { return real_.monotonic() + offset(); }

    void advance(std::chrono::milliseconds by) { offset_ += std::chrono::nanoseconds{by}.count(); }

    /// As somebody who sets the time of day, which the monotonic time does not notice.
    void step(std::chrono::milliseconds by) { step_ += std::chrono::nanoseconds{by}.count(); }

private:
    std::chrono::nanoseconds offset() const { return std::chrono::nanoseconds{offset_.load()}; }

    eventsub::SystemClock real_;
    std::atomic<std::int64_t> offset_{0}, step_{0};
};

using HandleFunction = std::function<turnout_verdict(const turnout_event&, turnout_outcome&)>;

/// A plugin that takes every event, or only those of one type.
class FakeHandler final : public plugins::Handler {
public:
    explicit FakeHandler(HandleFunction function, std::uint32_t limit = 0)
        : function_(std::move(function)),
          limit_(limit) {}

    std::string_view name() const override { return "fake"; }

    std::string_view id() const override { return "test.fake"; }

    std::string_view version() const override { return "1.2.3"; }

    std::uint32_t max_concurrency() const override { return limit_; }

    bool handles(std::string_view type, std::string_view) const override { return only.empty() || only == type; }

    turnout_verdict handle(const turnout_event& event, turnout_outcome& outcome) noexcept override;

    bool given_up() const noexcept override { return hangs; }

    std::string only;
    std::atomic<bool> hangs{false}; ///< as given_up() says
    std::atomic<int> calls{0};
    std::atomic<int> running{0};
    std::atomic<int> most_running{0};

private:
    HandleFunction function_;
    std::uint32_t limit_;
};

/// Keeps handlers until it is opened, which its end does, too. Lambdas capture it by value.
class Gate {
public:
    void pass() const;

    void open() const { *open_ = true; }

private:
    std::shared_ptr<std::atomic<bool>> open_ = std::make_shared<std::atomic<bool>>(false);
};

/// Opens it. Declared after the bench, so that a test that fails ends.
struct OpenAtEnd {
    explicit OpenAtEnd(Gate the_gate) : gate(std::move(the_gate)) {}

    OpenAtEnd(const OpenAtEnd&) = delete;
    OpenAtEnd& operator=(const OpenAtEnd&) = delete;

    ~OpenAtEnd() { gate.open(); }

    Gate gate;
};

std::string_view text(turnout_str view);
void say(turnout_outcome& outcome, std::string_view reason, std::uint32_t retry_after_ms = 0);

/// A route to everything, with short pauses between attempts.
config::Route route(std::string name);

/// Journal, clock, engine and what the observer was told.
class Bench {
public:
    struct Told {
        std::string route, id, verdict, reason;
        std::uint32_t attempt = 0;
        std::chrono::nanoseconds since_accepted{}, handling{};
    };

    explicit Bench(Disk disk = {}, bool unclean = false, config::Delivery limits = {4, 64},
                   std::optional<Crash> crash = std::nullopt);
    ~Bench();

    std::shared_ptr<FakeHandler> handler(HandleFunction function, std::uint32_t limit = 0);
    void start(std::vector<RouteBinding> routes);
    /// One event, and the engine is told.
    journal::Sequence add(const Made& made = {});
    void add(std::size_t count, const Made& made = {});
    /// Until everything is settled.
    bool settled(std::chrono::milliseconds limit = turnout::test::patience);
    /// Until `condition` holds.
    bool until(const std::function<bool()>& condition);
    /// As `kill -9` would: from here on nothing reaches the disk; returns what is on it. The engine is destroyed.
    Disk kill();

    std::vector<Told> told() const;
    std::string log() const;
    /// How many lines of the log have that text.
    std::size_t lines_with(std::string_view text) const;

    TestClock clock;
    std::unique_ptr<FakeJournal> journal;
    std::unique_ptr<Engine> engine;

private:
    struct Ears;
    std::shared_ptr<Ears> ears_;
};

} // namespace turnout::delivery::test
