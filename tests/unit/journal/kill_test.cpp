// kill -9 at any moment loses nothing that was confirmed.
#include "tests/unit/journal/sqlite_engine.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <random>
#include <set>
#include <sstream>

namespace turnout::test {

namespace {

/// Runs the writer until it has said `lines` lines, kills it, and returns everything that it said.
std::string run_and_kill(const std::filesystem::path& directory, const std::string& name, std::size_t lines) {
    std::array<int, 2> pipe{};
    REQUIRE(::pipe2(pipe.data(), O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    std::string program = TURNOUT_KILLED_WRITER, state = directory.string(), prefix = name;
    std::array<char*, 4> arguments{program.data(), state.data(), prefix.data(), nullptr};
    pid_t child = 0;
    REQUIRE(::posix_spawn(&child, program.c_str(), &actions, nullptr, arguments.data(), environ) == 0);
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);

    std::string said;
    std::array<char, 4'096> buffer{};
    std::size_t seen = 0;
    bool killed = false;
    for (;;) {
        pollfd waiting{pipe[0], POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) break;
        const ssize_t size = ::read(pipe[0], buffer.data(), buffer.size());
        if (size <= 0) break;
        said.append(buffer.data(), static_cast<std::size_t>(size));
        seen += static_cast<std::size_t>(std::count(buffer.data(), buffer.data() + size, '\n'));
        if (!killed && seen >= lines) killed = ::kill(child, SIGKILL) == 0;
    }
    if (!killed) ::kill(child, SIGKILL);
    ::close(pipe[0]);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(killed);
    return said;
}

} // namespace

TEST_CASE("kill -9 loses nothing that was confirmed") {
    SqliteEngine engine;
    engine.options.directory = engine.directory / "state";
    std::mt19937 random(5);
    std::set<std::string> confirmed;
    std::set<journal::Sequence> settled;
    for (int kill = 0; kill < 10; ++kill) {
        CAPTURE(kill);
        std::istringstream lines(
            run_and_kill(engine.options.directory, "run" + std::to_string(kill), 50 + random() % 400));
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("a ")) confirmed.insert(line.substr(2));
            if (line.starts_with("s ")) settled.insert(std::stoull(line.substr(2)));
        }
        RunningJournal journal(engine.open());
        std::set<std::string> stored;
        for (const auto& event : journal.read_all(0, 500)) stored.emplace(event.event.message_id);
        for (const std::string& id : confirmed) REQUIRE_MESSAGE(stored.contains(id), id);
        const journal::Cursor cursor = journal.cursor("r");
        CHECK(cursor.settled_to >= settled.size());
        if (cursor.mark > cursor.settled_to) CHECK(cursor.suspects);
    }
    CHECK(confirmed.size() > 200);
    CHECK(settled.size() > 20);
    RunningJournal journal(engine.open());
    for (const std::string& id : confirmed) journal->append(std::make_unique<Message>(id));
    REQUIRE(journal.answers().wait_for(confirmed.size()));
    for (const auto& given : journal.answers().given()) CHECK(given.result == journal::AppendResult::duplicate);
}

} // namespace turnout::test
