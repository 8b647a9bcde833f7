// What the author of a plugin does with the program: inspect, list and try. (new is in tests/first_plugin.)
#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

using namespace turnout::test;

namespace {

const std::string hello = TURNOUT_EXAMPLES "/hello.so";
const std::string obedient = TURNOUT_TEST_PLUGINS "/obedient.so";

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

Finished program(std::vector<std::string> words) {
    words.insert(words.begin(), TURNOUT_PROGRAM);
    return run(words);
}

/// A follow of a user of this name, in a file.
std::string follow(const TemporaryDirectory& directory, const std::string& user) {
    return directory
        .write(user + ".json",
               R"({"subscription":{"id":"s","status":"enabled","type":"channel.follow","version":"2","condition":{}},)"
               R"("event":{"user_id":"1","user_login":")" +
                   user +
                   R"(","user_name":"A","broadcaster_user_id":"2","broadcaster_user_login":"b",)"
                   R"("broadcaster_user_name":"B","followed_at":"2026-03-14T18:22:07Z"}})")
        .string();
}

} // namespace

TEST_CASE("plugins inspect tells what the file says of itself") {
    const auto text = program({"plugins", "inspect", hello});
    CHECK(text.status == 0);
    CHECK(contains(text.output, "id        com.example.hello\n"));
    CHECK(contains(text.output, "version   1.0.0\n"));
    CHECK(contains(text.output, "ABI       1.0, runs on hosts from 1.0\n"));
    CHECK(contains(text.output, "handles   channel.follow@2\n"));
    CHECK(contains(text.output, "findings  none\n"));
    const auto jsonl = program({"plugins", "inspect", TURNOUT_PLUGINS "/jsonl.so"});
    CHECK(contains(jsonl.output, "handles   every event\n"));
    CHECK(contains(jsonl.output, "the file to append to (path, required)\n"));
    const auto json = program({"plugins", "inspect", "--json", TURNOUT_PLUGINS "/jsonl.so"});
    CHECK(json.status == 0);
    CHECK(contains(json.output, "\"id\": \"turnout.jsonl\""));
    CHECK(contains(json.output, "\"loads\": true"));
    CHECK(contains(json.output, "\"type\": \"path\""));
}

TEST_CASE("plugins inspect exits 1 for what the host would not load, and says why") {
    const auto text = program({"plugins", "inspect", TURNOUT_FAULTY_DISK});
    CHECK(text.status == 1);
    CHECK(contains(text.output, "error: it has no Turnout note"));
    const auto json = program({"plugins", "inspect", "--json", TURNOUT_FAULTY_DISK});
    CHECK(json.status == 1);
    CHECK(contains(json.output, "\"refused\": true"));
    CHECK(contains(program({"plugins", "inspect", "/nowhere.so"}).errors,
                   "cannot read the plugin '/nowhere.so': No such file"));
    CHECK(program({"plugins", "inspect"}).status == 2);
}

TEST_CASE("plugins list shows what the configuration resolves to") {
    const TemporaryDirectory directory;
    std::filesystem::create_directory(directory / "plugins");
    std::filesystem::copy_file(hello, directory / "plugins/hello.so");
    const auto file = directory.write("turnout.properties", "state.directory = state\nplugins.directory = plugins\n"
                                                            "eventsub.secret = 0123456789abcdef\n"
                                                            "plugin.greeter.library = hello.so\n"
                                                            "route.a.plugin = greeter\n");
    const auto good = program({"plugins", "list", "--config", file.string()});
    CHECK_MESSAGE(good.status == 0, good.errors);
    CHECK(contains(good.output, "greeter  " + (directory / "plugins/hello.so").string() + "\n"));
    CHECK(contains(good.output, "com.example.hello"));
    CHECK(contains(program({"plugins", "list", "--json", "--config", file.string()}).output, "\"name\": \"greeter\""));
    directory.write("plugins/hello.so", "no library");
    const auto bad = program({"plugins", "list", "--config", file.string()});
    CHECK(bad.status == 1);
    CHECK(contains(bad.output, "this is no ELF file"));
}

TEST_CASE("check says which setting of a plugin is missing, or not of its type") {
    const TemporaryDirectory directory;
    const auto check = [&](const std::string& more) {
        const auto file = directory.write("turnout.properties",
                                          "eventsub.secret = 0123456789abcdef\nplugins.directory = " TURNOUT_PLUGINS
                                          "\nplugin.archive.library = jsonl.so\nroute.a.plugin = archive\n" +
                                              more);
        return program({"check", "--config", file.string()});
    };
    const auto missing = check("");
    CHECK(missing.status == 1);
    CHECK_MESSAGE(contains(missing.errors, "plugin.archive.path is missing; the file to append to"), missing.errors);
    const auto odd = check("plugin.archive.path = /tmp/x\nplugin.archive.fsync = maybe\n");
    CHECK(odd.status == 1);
    CHECK_MESSAGE(contains(odd.errors, "plugin.archive.fsync is not true or false"), odd.errors);
    CHECK(check("plugin.archive.path = /tmp/x\n").status == 0);
}

TEST_CASE("plugins try hands a plugin the samples that it handles, and prints what it says") {
    const auto result = program({"plugins", "try", hello});
    CHECK_MESSAGE(result.status == 0, result.output, result.errors);
    CHECK(contains(result.output, "[hello] "));
    CHECK(contains(result.output, " followed "));
    CHECK(contains(result.output, "OK       channel.follow@2  "));
    CHECK(contains(result.output, " ms\n"));
    CHECK(contains(result.output, "1 of 1 events OK\n"));
}

TEST_CASE("plugins try --all takes every sample, also batched ones") {
    const auto result = program({"plugins", "try", TURNOUT_PLUGINS "/logger.so", "--all"});
    CHECK_MESSAGE(result.status == 0, result.output, result.errors);
    CHECK(contains(result.output, "90 of 90 events OK\n"));
    CHECK(contains(result.output, "OK       drop.entitlement.grant@1"));
}

TEST_CASE("plugins try exits 1 on every other verdict, and tells it") {
    const TemporaryDirectory directory;
    const auto setting = "path=" + (directory / "notes").string();
    const auto attempt = [&](const std::string& user) {
        return program(
            {"plugins", "try", obedient, "--set", setting, "--timeout", "1s", "--event", follow(directory, user)});
    };
    CHECK(attempt("ok").status == 0);
    const auto rejected = attempt("reject");
    CHECK(rejected.status == 1);
    CHECK(contains(rejected.output, "REJECT   channel.follow@2"));
    const auto retried = attempt("retry-until-3");
    CHECK(retried.status == 1);
    CHECK(contains(retried.output, "RETRY    channel.follow@2"));
    CHECK(contains(retried.output, "0 of 1 events OK\n"));
}

TEST_CASE("plugins try names a plugin that does not run, and events that it does not handle") {
    const auto refused = program({"plugins", "try", TURNOUT_PLUGINS "/jsonl.so"});
    CHECK(refused.status == 1);
    CHECK(contains(refused.output, "plugin.jsonl.path is missing"));
    const auto foreign = program({"plugins", "try", hello, "--type", "channel.raid"});
    CHECK(foreign.status == 1);
    CHECK(contains(foreign.errors, "it does not handle channel.raid@1; it handles channel.follow@2"));
    CHECK(program({"plugins", "try", hello, "--type", "no.such"}).status == 2);
    CHECK(program({"plugins", "try", hello, "--set", "nonsense"}).status == 2);
    const auto library = program({"plugins", "try", TURNOUT_FAULTY_DISK});
    CHECK(library.status == 1);
    CHECK(contains(library.errors, "it has no Turnout note"));
}

TEST_CASE("plugins try is not held up by a plugin that hangs") {
    const TemporaryDirectory directory;
    for (const std::string call : {"start", "handle", "stop"}) {
        CAPTURE(call);
        const auto result = program({"plugins", "try", TURNOUT_ZOO "/" + call + "_hangs.so", "--timeout", "500ms"});
        CHECK(result.status == 1);
        CHECK_MESSAGE(contains(result.errors, "the plugin hangs; left without it"), result.output, result.errors);
    }
    const auto never = program({"plugins", "try", TURNOUT_ZOO "/handle_never_completes.so", "--timeout", "500ms"});
    CHECK(never.status == 1);
    CHECK(contains(never.output, "0 of 1 events OK"));
}

TEST_CASE("plugins try leaves nothing behind when the plugin crashes, ends the process or is interrupted") {
    const TemporaryDirectory directory;
    const auto empty = [&] { return std::filesystem::is_empty(directory.path()); };
    Process::Options options;
    options.environment["TMPDIR"] = directory.path().string();
    const auto crashed =
        run({TURNOUT_PROGRAM, "plugins", "try", TURNOUT_ZOO "/handle_crashes.so"}, std::chrono::seconds{60}, options);
    CHECK(crashed.status == 1);
    CHECK_MESSAGE(contains(crashed.output, "[handle_crashes] handle"), crashed.output);
    CHECK_MESSAGE(contains(crashed.errors, "the plugin has crashed the host: Aborted (signal 6)"), crashed.errors);
    CHECK(empty());
    const auto exited =
        run({TURNOUT_PROGRAM, "plugins", "try", TURNOUT_ZOO "/handle_exits.so"}, std::chrono::seconds{60}, options);
    CHECK(exited.status == 1);
    CHECK_MESSAGE(contains(exited.errors, "the plugin has ended the host: exit(0)"), exited.errors);
    CHECK(empty());
    for (const int signal : {SIGINT, SIGTERM}) {
        Process process({TURNOUT_PROGRAM, "plugins", "try", TURNOUT_ZOO "/handle_hangs.so"}, options);
        REQUIRE(process.wait_for_text("[handle_hangs] handle"));
        CHECK_FALSE(empty());
        process.signal(signal);
        CHECK(process.wait() == 1);
        CHECK(contains(process.errors(), "interrupted"));
        CHECK(empty());
    }
}

TEST_CASE("plugins new refuses what it cannot write or does not know") {
    const TemporaryDirectory directory;
    const auto in_it = [&](std::vector<std::string> words) {
        Process::Options options;
        options.directory = directory.path();
        words.insert(words.begin(), {TURNOUT_PROGRAM, "plugins", "new"});
        return run(words, std::chrono::seconds{60}, options);
    };
    CHECK(in_it({}).status == 2);
    CHECK(contains(in_it({"Hello"}).errors, "'Hello' is no name for a plugin: a name is made of a-z"));
    CHECK(contains(in_it({"x", "--type", "channel.folow@2"}).errors, "did you mean channel.follow@2?"));
    CHECK(contains(in_it({"x", "--type", "channel.raid", "--type", "channel.raid@1"}).errors, "given twice"));
    CHECK(std::filesystem::is_empty(directory.path()));
    CHECK(in_it({"x"}).status == 0);
    const auto again = in_it({"x"});
    CHECK(again.status == 1);
    CHECK(contains(again.errors, "x exists; nothing was written"));
}
