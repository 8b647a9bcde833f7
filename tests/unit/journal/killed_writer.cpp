// Appends and settles until it is killed; says on standard output, one line each, what the journal has confirmed:
// "a ID" after an append, "s SEQUENCE" after a settle.
#include "tests/unit/journal/sqlite_engine.hpp"

#include <unistd.h>

#include <cstdlib>
#include <iostream>

namespace {

using namespace turnout;

void say(const std::string& line) {
    // One write() each: a line is whole or absent.
    if (::write(STDOUT_FILENO, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::_Exit(2);
}

class Sayer final : public journal::Listener {
public:
    void answered(std::vector<journal::Answer>& answers) override {
        for (journal::Answer& answer : answers)
            if (answer.result == journal::AppendResult::stored)
                say("a " + std::string(answer.submission->arrival().event.message_id) + "\n");
    }

    void appended(journal::Sequence) override {}
};

} // namespace

int main(int count, char** arguments) {
    if (count != 3) return 2;
    const eventsub::SystemClock clock;
    Sayer sayer;
    const auto journal =
        journal::open_sqlite(test::SqliteEngine::small_options(arguments[1]), clock, test::silent_logger());
    journal->start(sayer);
    journal->open_route("r", journal::RouteStart::now);
    journal::Sequence settled = journal->cursors().at(0).settled_to;
    for (int i = 0; i < 1'000'000; ++i) {
        journal->append(std::make_unique<test::Message>(arguments[2] + std::string("-") + std::to_string(i),
                                                        std::string(static_cast<std::size_t>(i) * 37 % 5'000, 'x')));
        if (settled < journal->last()) {
            const journal::Sequence one = ++settled;
            journal->settle({test::done("r", one)}, [one](bool) { say("s " + std::to_string(one) + "\n"); });
        }
        if (i % 16 == 0) ::usleep(500);
    }
}
