#include "core/http/challenge_desk.hpp"

#include <new>

namespace turnout::http {

ChallengeDesk::ChallengeDesk(const ChallengePort& port, const eventsub::Clock& clock, Counters& counters,
                             RefusalLog& log)
    : port_(port),
      clock_(clock),
      counters_(counters),
      log_(log) {
}

bool ChallengeDesk::answer_if_wanted(Exchange& exchange, const eventsub::Inspection& inspection) {
    const eventsub::Event& event = inspection.event;
    if (!port_.wanted({event.type, event.version, inspection.condition, inspection.conduit_shard})) return false;
    counters_.count(Outcome::challenge_answered);
    exchange.answer(Answer(200, inspection.challenge));
    return true;
}

void ChallengeDesk::refuse(Exchange& exchange) {
    constexpr std::string_view reason = "challenge that nobody asked for";
    counters_.count(Outcome::challenge_refused);
    log_.refused(403, reason, exchange.peer());
    exchange.answer(refusal(403, reason));
}

void ChallengeDesk::ask(Exchange exchange, eventsub::Inspection inspection) {
    if (answer_if_wanted(exchange, inspection)) return;
    exchange.set_fallback(503);
    const auto until = clock_.monotonic() + patience;
    auto waiting = std::make_unique<Waiting>(Waiting{std::move(exchange), std::move(inspection), until});
    {
        const std::lock_guard lock(mutex_);
        if (closed_) return; // its end answers 503, as for those that waited before
        waiting_.push_back(std::move(waiting));
    }
    recheck(); // it may have become wanted between the question and the push
}

void ChallengeDesk::recheck() noexcept {
    const auto now = clock_.monotonic();
    const std::lock_guard lock(mutex_);
    std::erase_if(waiting_, [&](const std::unique_ptr<Waiting>& each) {
        try {
            if (answer_if_wanted(each->exchange, each->inspection)) return true;
            if (now < each->until) return false;
            refuse(each->exchange);
        } catch (const std::bad_alloc&) { // its end answers 503
        }
        return true;
    });
}

void ChallengeDesk::close() noexcept {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    waiting_.clear(); // their ends answer 503
}

std::size_t ChallengeDesk::waiting() const {
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

} // namespace turnout::http
