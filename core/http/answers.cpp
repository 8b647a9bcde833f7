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

const Answer& Answers::decide(const journal::Answer& answer) noexcept {
    if (answer.result == journal::AppendResult::refused) {
        counters_.count(Outcome::journal_refused);
        return prepared().refused;
    }
    if (answer.result == journal::AppendResult::duplicate)
        counters_.count(Outcome::duplicate);
    else {
        switch (answer.submission->arrival().disposition) {
        case journal::Disposition::stale:
            stale_in_a_row_.fetch_add(1, std::memory_order_relaxed);
            counters_.count(Outcome::stale);
            return prepared().accepted;
        case journal::Disposition::undecodable: counters_.count(Outcome::undecodable); break;
        case journal::Disposition::unknown: counters_.count(Outcome::unknown); break;
        case journal::Disposition::deliver: counters_.count(Outcome::stored); break;
        }
        fresh();
    }
    return prepared().accepted;
}

void Answers::answered(std::vector<journal::Answer>& answers) noexcept {
    const bool by_the_loops = answers.size() > sent_by_the_writer;
    for (journal::Answer& each : answers) {
        auto* message = dynamic_cast<Message*>(each.submission.get());
        if (message == nullptr) continue; // somebody else's
        const Answer& answer = decide(each);
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
