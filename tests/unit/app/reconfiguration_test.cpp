// New settings for running plugins: all of them, or none.
#include "core/app/reload/reconfiguration.hpp"

#include <doctest/doctest.h>
#include <spdlog/sinks/ostream_sink.h>

#include <filesystem>
#include <map>
#include <sstream>
#include <stdexcept>

using namespace turnout;
using app::Reconfiguration;
using plugins::Configured;
using Answer = plugins::Configured::Answer;

namespace {

class FakePlugin final : public plugins::RunningPlugin {
public:
    explicit FakePlugin(std::string name) : name_(std::move(name)) {}

    std::string_view name() const override { return name_; }

    std::string_view id() const override { return "test.fake"; }

    std::string_view version() const override { return "1"; }

    std::uint32_t max_concurrency() const override { return 1; }

    bool handles(std::string_view, std::string_view) const override { return true; }

    turnout_verdict handle(const turnout_event&, turnout_outcome&) noexcept override { return TURNOUT_OK; }

    const std::filesystem::path& source() const override { return source_; }

    const std::string& content() const override { return name_; }

    const std::string& stays() const override { return name_; }

    plugins::Answer probe(const turnout_event&) override { return {}; }

    bool halt(const plugins::ControlThread::Progress&) override { return true; }

    bool stop(const plugins::ControlThread::Progress&, Code) override { return true; }

private:
    std::string name_;
    std::filesystem::path source_;
};

config::Plugin plugin(const std::string& name, const std::string& word) {
    return {name, name + ".so", {{"word", word}}};
}

/// Plugins a, b and c, whose words change from "old" to "new"; what each says to a word stands in `answers`.
class Bench {
public:
    Bench() {
        for (const std::string name : {"a", "b", "c"})
            all.add(std::make_shared<FakePlugin>(name), plugin(name, "old"), plugin(name, "new"));
    }

    std::vector<std::string> calls; ///< "a new": a was asked to take the new word; "made a old"
    std::map<std::string, Configured> answers;
    std::string cannot_make; ///< "a old"
    std::ostringstream log;

private:
    Configured configure(const config::Plugin& wanted) {
        calls.push_back(wanted.name + " " + wanted.settings.at("word"));
        const auto found = answers.find(calls.back());
        return found == answers.end() ? Configured{Answer::applied} : found->second;
    }

    Reconfiguration::Instance make(const config::Plugin& wanted) {
        const auto what = wanted.name + " " + wanted.settings.at("word");
        if (what == cannot_make) throw std::runtime_error("it does not start");
        calls.push_back("made " + what);
        return std::make_shared<FakePlugin>(wanted.name);
    }

public:
    Reconfiguration all{
        {[this](const auto&, const auto& wanted) { return configure(wanted); },
         [this](const auto& wanted) { return make(wanted); }},
        std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log))};
};

using Calls = std::vector<std::string>;

} // namespace

TEST_CASE("reconfiguration: all apply their settings") {
    Bench bench;
    CHECK(bench.all.handlers().size() == 3);
    CHECK_FALSE(bench.all.perform());
    CHECK(bench.calls == Calls{"a new", "b new", "c new"});
    CHECK(bench.all.configured("a"));
    CHECK(bench.all.fresh().empty());
    CHECK(bench.all.spoilt().empty());
}

TEST_CASE("reconfiguration: of one that asks for it a new instance is made at once") {
    Bench bench;
    bench.answers["b new"] = {Answer::needs_new_instance};
    CHECK_FALSE(bench.all.perform());
    CHECK(bench.calls == Calls{"a new", "b new", "made b new", "c new"});
    CHECK_FALSE(bench.all.configured("b"));
    REQUIRE(bench.all.fresh().size() == 1);
    CHECK(bench.all.fresh().front()->name() == "b");
}

TEST_CASE(
    "reconfiguration: one refuses, those before it go back, the last one first, and those after it are not asked") {
    Bench bench;
    bench.answers["c new"] = {Answer::refused, "no such word"};
    CHECK(bench.all.perform() == "plugin c: it refuses its new settings: no such word");
    bench.all.undo();
    CHECK(bench.calls == Calls{"a new", "b new", "c new", "b old", "a old"});
    CHECK(bench.all.spoilt().empty());
    CHECK_FALSE(bench.all.configured("a"));
    CHECK(bench.log.str().find("plugin a: configured back") != std::string::npos);
    Bench other;
    other.answers["a new"] = {Answer::refused, "no"};
    CHECK(other.all.perform());
    other.all.undo();
    CHECK(other.calls == Calls{"a new"});
}

TEST_CASE("reconfiguration: a new instance that was made in vain is handed back, the old one was never changed") {
    Bench bench;
    bench.answers["a new"] = {Answer::needs_new_instance};
    bench.answers["b new"] = {Answer::refused, "no"};
    CHECK(bench.all.perform());
    bench.all.undo();
    CHECK(bench.calls == Calls{"a new", "made a new", "b new"});
    CHECK(bench.all.leftovers().size() == 1);
    CHECK(bench.all.fresh().empty());
    CHECK(bench.all.spoilt().empty());
}

TEST_CASE("reconfiguration: a new instance that cannot be made refuses everything") {
    Bench bench;
    bench.answers["b new"] = {Answer::needs_new_instance};
    bench.cannot_make = "b new";
    CHECK(bench.all.perform() == "plugin b: it does not start");
    bench.all.undo();
    CHECK(bench.calls == Calls{"a new", "b new", "a old"});
    CHECK(bench.all.spoilt().empty());
}

TEST_CASE("reconfiguration: in the place of one that hangs comes an instance with its former settings") {
    Bench bench;
    bench.answers["b new"] = {Answer::hangs, "it hangs in configure()"};
    CHECK(bench.all.perform() == "plugin b: it hangs in configure()");
    bench.all.undo();
    CHECK(bench.all.repair() == Calls{"plugin b: a new instance with its former settings takes its place"});
    CHECK(bench.calls == Calls{"a new", "b new", "a old", "made b old"});
    CHECK(bench.all.spoilt() == Calls{"b"});
    CHECK(bench.all.missing().empty());
    CHECK(bench.all.fresh().size() == 1);
}

TEST_CASE("reconfiguration: so it is with one that does not go back, in whatever way") {
    for (const auto& said : {Configured{Answer::refused, "never"}, Configured{Answer::needs_new_instance},
                             Configured{Answer::hangs, "it hangs"}}) {
        Bench bench;
        bench.answers["b new"] = {Answer::refused, "no"};
        bench.answers["a old"] = said;
        CHECK(bench.all.perform());
        bench.all.undo();
        CHECK(bench.all.repair().size() == 1);
        CHECK(bench.calls == Calls{"a new", "b new", "a old", "made a old"});
        CHECK(bench.all.spoilt() == Calls{"a"});
        CHECK(bench.log.str().find("plugin a cannot be configured back to its former settings: ") != std::string::npos);
    }
}

TEST_CASE("reconfiguration: where no instance can be made there is none, and the others are as they were") {
    Bench bench;
    bench.answers["b new"] = {Answer::hangs, "it hangs"};
    bench.cannot_make = "b old";
    CHECK(bench.all.perform());
    bench.all.undo();
    const auto lines = bench.all.repair();
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().find("plugin b: no new instance can be made with its former settings: it does not start; it is "
                             "taken out of its routes") == 0);
    CHECK(bench.all.missing() == Calls{"b"});
    CHECK(bench.all.fresh().empty());
}
