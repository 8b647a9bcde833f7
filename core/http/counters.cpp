#include "core/http/counters.hpp"

#include <new>

namespace turnout::http {
namespace {

constexpr std::array<const char*, outcome_count> names{
    "callback.stored",
    "callback.duplicate",
    "callback.stale",
    "callback.undecodable",
    "callback.unknown",
    "callback.journal_refused",
    "callback.challenge_answered",
    "callback.challenge_refused",
};

} // namespace

void Counters::count_refusal(std::string_view who, int status, std::string_view reason) noexcept {
    try {
        std::string name(who);
        name.append(".refused.").append(std::to_string(status)).append(1, '.').append(reason);
        const std::lock_guard lock(mutex_);
        ++refusals_[std::move(name)];
    } catch (const std::bad_alloc&) { // the request is refused all the same
        return;
    }
}

void Counters::add_to(std::map<std::string, std::uint64_t>& counters) const {
    for (std::size_t i = 0; i < outcome_count; ++i) counters[names[i]] += outcomes_[i].load(relaxed);
    const std::lock_guard lock(mutex_);
    for (const auto& [name, count] : refusals_) counters[name] += count;
}

} // namespace turnout::http
