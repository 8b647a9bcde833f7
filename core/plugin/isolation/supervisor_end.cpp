// What becomes of what a process had in its hands when it ends, and what is told of its end.
#include "core/plugin/isolation/supervisor.hpp"

#include <algorithm>

namespace turnout::plugins::isolation {

namespace {

/// So many events are named when a process ends; the log of the routes names them all.
constexpr std::size_t most_named = 3;

std::string joined(const std::vector<std::string>& events) {
    std::string text;
    for (std::size_t index = 0; index < std::min(events.size(), most_named); ++index)
        text += (index == 0 ? "" : ", ") + events[index];
    if (events.size() > most_named) text += " and " + std::to_string(events.size() - most_named) + " more";
    return text;
}

} // namespace

/// Everything it had in its hands. For what it had begun with it is an attempt: one of these events may have ended it.
void Supervisor::give_back(const std::string& how, std::int64_t pid, const Lent::Left& left,
                           const std::function<bool(std::uint64_t)>& was_late) {
    note_end(how, pid, left.events);
    const std::string reason = "its plugin's process " + how;
    std::vector<Answer> answers;
    for (const auto token : left.begun) answers.push_back({token, TURNOUT_RETRY, 0, {}, reason, was_late(token)});
    for (const auto token : left.not_begun) answers.push_back({token, not_begun, 0, {}, reason, false});
    tap_.answered(parts_.plugin.name, answers);
    for (const auto token : left.deferred) parts_.port.complete(parts_.plugin.name, token, TURNOUT_RETRY, 0, reason);
    for (const auto token : left.retained) parts_.port.release(parts_.plugin.name, token);
}

void Supervisor::note_end(const std::string& how, std::int64_t pid, const std::vector<std::string>& events) {
    const auto lines = lines_.all();
    bool starting = false;
    {
        const std::lock_guard lock{mutex_};
        status_.pid = 0;
        if (phase_ >= Phase::finishing) return; // as it was told to
        status_.last_end = how;
        status_.last_lines = lines;
        starting = phase_ == Phase::starting;
        if (!starting)
            ++status_.restarts;
        else if (refusal_.empty())
            refusal_ = "its process " + how;
    }
    if (!starting) // else it is told by whoever has started it
        parts_.logger->error("plugin {}: its process {} {}{}", parts_.plugin.name, pid, how,
                             events.empty() ? "" : "; it was handling " + joined(events));
    if (parts_.logger->should_log(spdlog::level::info)) return; // they stand there already
    for (const auto& line : lines) parts_.logger->error("plugin {}: before that: {}", parts_.plugin.name, line);
}

} // namespace turnout::plugins::isolation
