// The callback: from a complete request to the journal, a challenge's answer, or a refusal.
#pragma once
#include "core/eventsub/inspector.hpp"
#include "core/http/answers.hpp"
#include "core/http/challenge_desk.hpp"
#include "core/http/counters.hpp"
#include "core/http/refusal_log.hpp"
#include "core/journal/journal.hpp"

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace turnout::http {

class Callback {
public:
    struct Ports {
        journal::Journal& journal;
        ChallengeDesk& desk;
        Answers& answers;
        Counters& counters;
        RefusalLog& log;
    };

    Callback(const eventsub::Inspector::Settings& settings, const eventsub::Clock& clock, std::size_t lanes,
             const Ports& ports);

    /// What comes from now on is judged by these; genuine by the old or the new settings meanwhile, never by neither.
    /// Any thread.
    void set(const eventsub::Inspector::Settings& settings);

    /// The thread that serves `lane`; never blocks. Applies the rows of the table from "headers present" on.
    void handle(Exchange exchange, std::size_t lane);

private:
    eventsub::Inspection inspect(const Request& request, std::size_t lane);
    void refuse(Exchange& exchange, int status, std::string_view reason);

    const Ports ports_;
    const eventsub::Clock& clock_;

    struct Lane {
        std::mutex mutex; ///< set() is the only other one that takes it
        std::unique_ptr<eventsub::Inspector> inspector;
    };

    std::vector<std::unique_ptr<Lane>> lanes_;
};

} // namespace turnout::http
