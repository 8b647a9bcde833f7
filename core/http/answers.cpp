#include "core/http/answers.hpp"

#include "core/http/message.hpp"

#include <new>

namespace turnout::http {
namespace {

constexpr std::size_t sent_by_the_writer = 16;

struct Prepared {
    Answer accepted{204};
    Answer refused = refusal(503, "cannot store this now");
};

const Prepared& prepared() {
    static const Prepared answers; // constant
    return answers;
}

} // namespace

const Answer& Answers::decide(const Message& message, journal::AppendResult result) noexcept {
    if (result == journal::AppendResult::refused) {
        counters_.count(Outcome::journal_refused);
        return prepared().refused;
    }
    if (result == journal::AppendResult::duplicate)
        counters_.count(Outcome::duplicate);
    else
        count_stored(message);
    if (message.fresh()) fresh(); // also if it is a duplicate: that its time is right says the same of the clock
    return prepared().accepted;
}

void Answers::count_stored(const Message& message) noexcept {
    const journal::Arrival& arrival = message.arrival();
    const auto keep = [&](Outcome outcome, std::string_view verdict) {
        counters_.count(outcome);
        log_.kept(verdict, arrival.reason, arrival.event);
    };
    switch (arrival.disposition) {
    case journal::Disposition::deliver: return counters_.count(Outcome::stored);
    case journal::Disposition::stale:
        stale_in_a_row_.fetch_add(1, std::memory_order_relaxed);
        return keep(Outcome::stale, "stale");
    case journal::Disposition::undecodable: return keep(Outcome::undecodable, "undecodable");
    case journal::Disposition::unknown: return keep(Outcome::unknown, "of an unknown type");
    }
}

void Answers::answered(std::vector<journal::Answer>& answers) noexcept {
    const bool by_the_loops = answers.size() > sent_by_the_writer;
    const auto now = clock_.monotonic();
    for (journal::Answer& each : answers) {
        auto* message = dynamic_cast<Message*>(each.submission.get());
        if (message == nullptr) continue; // somebody else's
        const Answer& answer = decide(*message, each.result);
        times_.observe(now - message->received());
        try {
            if (by_the_loops) batch_.emplace_back(std::move(message->exchange()), &answer);
        } catch (const std::bad_alloc&) { // then from here
        }
        if (!message->exchange().over()) message->exchange().answer(answer);
    }
    deliver(batch_);
    std::erase_if(answers, [](const journal::Answer& each) {
        return dynamic_cast<const Message*>(each.submission.get()) != nullptr;
    });
}

} // namespace turnout::http
