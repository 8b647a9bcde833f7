#include "core/app/command.hpp"

#include <doctest/doctest.h>

#include <sstream>

using namespace turnout::app;

namespace {

struct Result {
    int status;
    std::string out, error;
};

Result run(const std::vector<std::string>& words) {
    std::ostringstream out, error;
    const int status = run_program(words, {out, error});
    return {status, out.str(), error.str()};
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// What calls the verb, which may be of two words.
std::vector<std::string> words_of(const Command& command, const std::string& further) {
    std::istringstream name{std::string(command.name())};
    std::vector<std::string> words;
    for (std::string word; name >> word;) words.push_back(word);
    words.push_back(further);
    return words;
}

} // namespace

TEST_CASE("output that cannot be written is a failure") {
    struct Full : std::streambuf {
    } full; // takes nothing

    std::ostream out(&full);
    std::ostringstream error;
    CHECK(run_program({"version"}, {out, error}) == 1);
    CHECK(contains(error.str(), "cannot be written"));
}

TEST_CASE("without a verb the overview goes to the error output and the status is 2") {
    const Result result = run({});
    CHECK(result.status == 2);
    CHECK(result.out.empty());
    CHECK(contains(result.error, "usage: turnout VERB"));
}

TEST_CASE("--help lists every verb") {
    const Result result = run({"--help"});
    CHECK(result.status == 0);
    for (const auto& command : all_commands()) CHECK(contains(result.out, std::string(command->name())));
}

TEST_CASE("every verb explains itself and each of its options") {
    for (const auto& command : all_commands()) {
        const Result result = run(words_of(*command, "--help"));
        CAPTURE(std::string(command->name()));
        CHECK(result.status == 0);
        CHECK(result.error.empty());
        CHECK(contains(result.out, "usage: turnout " + std::string(command->name())));
        for (const Option& option : command->shape().options)
            CHECK(contains(result.out, "--" + std::string(option.name)));
    }
}

TEST_CASE("an unknown verb is wrong usage and the nearest is named") {
    const Result result = run({"sreve"});
    CHECK(result.status == 2);
    CHECK(contains(result.error, "unknown verb 'sreve'; did you mean `turnout serve`?"));
}

TEST_CASE("an unknown option is wrong usage in every verb") {
    for (const auto& command : all_commands()) {
        const Result result = run(words_of(*command, "--no-such-option"));
        CAPTURE(std::string(command->name()));
        CHECK(result.status == 2);
        CHECK(contains(result.error, "unknown option --no-such-option"));
        CHECK(contains(result.error, "turnout " + std::string(command->name()) + " --help"));
    }
}

TEST_CASE("a group of verbs tells what there is, and the nearest") {
    const Result alone = run({"plugins"});
    CHECK(alone.status == 2);
    CHECK(contains(alone.error, "usage: turnout plugins VERB"));
    const Result help = run({"plugins", "--help"});
    CHECK(help.status == 0);
    CHECK(contains(help.out, "plugins inspect"));
    CHECK(!contains(help.out, "serve"));
    const Result wrong = run({"plugins", "insect", "x.so"});
    CHECK(wrong.status == 2);
    CHECK(contains(wrong.error, "unknown verb 'plugins insect'; did you mean `turnout plugins inspect`?"));
    CHECK(contains(run({"plugin"}).error, "unknown verb 'plugin'; did you mean `turnout plugins`?"));
    CHECK(contains(run({"plugin", "list"}).error, "unknown verb 'plugin list'; did you mean `turnout plugins list`?"));
    CHECK(contains(run({"sned", "channel.raid"}).error, "unknown verb 'sned'; did you mean `turnout send`?"));
}

TEST_CASE("version names the host's version and that of the plugin interface") {
    const Result result = run({"version"});
    CHECK(result.status == 0);
    CHECK(contains(result.out, "turnout 0."));
    CHECK(contains(result.out, "plugin ABI 1."));
    CHECK(run({"--version"}).out == result.out);
}

TEST_CASE("a configuration that does not exist is a failure that names the file") {
    for (const char* verb : {"serve", "check"}) {
        const Result result = run({verb, "--config", "/nonexistent/turnout.properties"});
        CAPTURE(verb);
        CHECK(result.status == 1);
        CHECK(contains(result.error, "/nonexistent/turnout.properties"));
    }
}

TEST_CASE("send refuses what it cannot make sense of, and names what is near") {
    CHECK(run({"send"}).status == 2);
    CHECK(contains(run({"send", "channel.folow"}).error, "did you mean channel.follow?"));
    CHECK(contains(run({"send", "channel.follow@7"}).error, "no version '7'"));
    CHECK(run({"send", "channel.follow", "--challenge", "--revoke", "user_removed"}).status == 2);
    CHECK(run({"send", "channel.follow", "--set", "nonsense"}).status == 2);
    CHECK(run({"send", "channel.follow", "--count", "0"}).status == 2);
}
