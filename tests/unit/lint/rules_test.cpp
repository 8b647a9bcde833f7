#include "sdk/lint/rules.hpp"

#include "tests/support/process.hpp"
#include "tests/support/temporary_directory.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <string>

namespace fs = std::filesystem;
using turnout::lint::Finding;
using turnout::lint::Report;

namespace {

fs::path member(const std::string& name) {
    return fs::path{TURNOUT_LINT_MEMBERS} / (name + ".so");
}

fs::path animal(const std::string& name) {
    return fs::path{TURNOUT_ZOO} / (name + ".so");
}

Report report_of(const fs::path& file) {
    const auto bytes = turnout::test::read_file(file);
    return turnout::lint::examine(std::as_bytes(std::span{bytes}));
}

const Finding* find(const Report& report, const std::string& part) {
    const auto found = std::find_if(report.findings.begin(), report.findings.end(),
                                    [&](const Finding& one) { return one.what.find(part) != std::string::npos; });
    return found == report.findings.end() ? nullptr : &*found;
}

turnout::test::Finished lint(const std::vector<std::string>& words) {
    std::vector<std::string> command{TURNOUT_LINT};
    command.insert(command.end(), words.begin(), words.end());
    return turnout::test::run(command);
}

} // namespace

TEST_CASE("a healthy plugin has no findings, and its manifest is read") {
    const auto report = report_of(TURNOUT_PLAIN_PLUGIN);
    CHECK(report.findings.empty());
    CHECK(report.can_unload());
    REQUIRE(report.manifest);
    CHECK(report.manifest->id == "com.example.greeter");
}

TEST_CASE("what the host refuses is found, with what to do") {
    const auto refused = [](const fs::path& file, const std::string& what) {
        const auto report = report_of(file);
        const auto* finding = find(report, what);
        CHECK_MESSAGE(finding != nullptr, file.string());
        CHECK(report.refused());
        if (finding == nullptr) return;
        CHECK(finding->refused);
        CHECK(!finding->advice.empty());
    };
    refused(animal("no_note"), "it has no Turnout note");
    refused(animal("no_entry"), "it does not export turnout_plugin_entry");
    refused(animal("wrong_major"), "it speaks plugin ABI 2.0");
    refused(animal("newer_required"), "it needs a host with plugin ABI 1.9");
    refused(animal("needs_fmt"), "it needs libfmt.so");
    refused(animal("entry_cut_short"), "its entry is cut short");
    refused(animal("other_abi_in_note"), "its note and its entry name different versions of the ABI");
    refused(animal("entry_reserved"), "a reserved field of its entry is not 0");
    CHECK(!report_of(animal("reserved_of_the_future")).refused());
    refused(TURNOUT_LINT, "Turnout note");
}

TEST_CASE("everything that is wrong is told at once, what is refused first") {
    const auto report = report_of(TURNOUT_LINT);
    CHECK(report.findings.size() >= 2);
    CHECK(std::is_partitioned(report.findings.begin(), report.findings.end(),
                              [](const Finding& one) { return one.refused; }));
}

TEST_CASE("what keeps a plugin loaded is found, but it may run") {
    const auto warned = [](const fs::path& file, const std::string& what) {
        const auto report = report_of(file);
        const auto* finding = find(report, what);
        CHECK_MESSAGE(finding != nullptr, file.string());
        CHECK(!report.refused());
        if (finding != nullptr) CHECK(!finding->advice.empty());
    };
    warned(animal("nodelete"), "it is marked to stay loaded for ever");
    CHECK(!report_of(animal("nodelete")).can_unload());
    warned(member("thread_local_object"), "__cxa_thread_atexit");
#ifdef __GNUC__
#ifndef __clang__
    warned(member("plain_build"), "it has unique symbols");
    CHECK(!report_of(member("plain_build")).can_unload());
#endif
#endif
    warned(member("plain_build"), "it exports more than turnout_plugin_entry, for example ");
}

TEST_CASE("turnout-lint says what it finds and exits with 0, 1 or 2") {
    const auto clean = lint({TURNOUT_PLAIN_PLUGIN, animal("healthy").string()});
    CHECK(clean.status == 0);
    CHECK(clean.output.empty());
    CHECK(clean.errors.empty());
    const auto found = lint({animal("nodelete").string(), TURNOUT_PLAIN_PLUGIN, animal("no_note").string()});
    CHECK(found.status == 1);
    CHECK(found.errors == animal("nodelete").string() +
                              ": warning: it is marked to stay loaded for ever; link it without -z nodelete\n" +
                              animal("no_note").string() +
                              ": error: it has no Turnout note, so it is no plugin of this host; write "
                              "TURNOUT_PLUGIN(...) once in one of its sources (in C: TURNOUT_NOTE)\n");
    const auto absent = lint({"/nowhere/plugin.so"});
    CHECK(absent.status == 1);
    CHECK(absent.errors == "/nowhere/plugin.so: cannot be read: No such file or directory\n");
    CHECK(lint({"/"}).errors == "/: cannot be read: Is a directory\n");
    CHECK(lint({}).status == 2);
    CHECK(lint({"--fast"}).status == 2);
    CHECK(lint({"--help"}).status == 0);
}
