#include "core/app/reload/reconfiguration.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace turnout::app {

namespace {

using Answer = plugins::Configured::Answer;

} // namespace

Reconfiguration::Reconfiguration(Means means, std::shared_ptr<spdlog::logger> logger)
    : means_(std::move(means)),
      logger_(std::move(logger)) {
}

void Reconfiguration::add(Instance instance, config::Plugin former, config::Plugin next) {
    members_.push_back({std::move(instance), std::move(former), std::move(next)});
}

std::vector<std::shared_ptr<plugins::Handler>> Reconfiguration::handlers() const {
    std::vector<std::shared_ptr<plugins::Handler>> all;
    for (const auto& member : members_) all.push_back(member.instance);
    return all;
}

std::optional<std::string> Reconfiguration::perform() {
    for (auto& member : members_) {
        try {
            if (auto why = ask(member)) return "plugin " + member.next.name + ": " + *why;
        } catch (const std::exception& error) {
            return "plugin " + member.next.name + ": " + error.what();
        }
    }
    return std::nullopt;
}

std::optional<std::string> Reconfiguration::ask(Member& member) {
    const auto said = means_.configure(member.instance, member.next);
    switch (said.answer) {
    case Answer::applied: member.state = State::applied; return std::nullopt;
    case Answer::needs_new_instance:
        member.fresh = means_.make(member.next);
        member.state = State::replaced;
        return std::nullopt;
    case Answer::refused: return "it refuses its new settings: " + said.reason;
    case Answer::hangs: member.state = State::spoilt; return said.reason;
    }
    return "it gave no answer";
}

void Reconfiguration::undo() {
    for (auto member = members_.rbegin(); member != members_.rend(); ++member) {
        if (member->fresh) leftovers_.push_back(std::exchange(member->fresh, nullptr));
        if (member->state == State::applied) take_back(*member);
    }
}

void Reconfiguration::take_back(Member& member) {
    const auto& name = member.former.name;
    std::string why;
    try {
        const auto said = means_.configure(member.instance, member.former);
        if (said.answer == Answer::applied) {
            member.state = State::untouched;
            logger_->warn("plugin {}: configured back, as the reload is refused", name);
            return;
        }
        why = said.answer == Answer::needs_new_instance ? "it needs a new instance" : said.reason;
    } catch (const std::exception& error) {
        why = error.what();
    }
    member.state = State::spoilt;
    logger_->error("plugin {} cannot be configured back to its former settings: {}", name, why);
}

std::vector<std::string> Reconfiguration::repair() {
    std::vector<std::string> lines;
    for (auto& member : members_) {
        if (member.state != State::spoilt) continue;
        const auto plugin = "plugin " + member.former.name;
        try {
            member.fresh = means_.make(member.former);
            lines.push_back(plugin + ": a new instance with its former settings takes its place");
        } catch (const std::exception& error) {
            lines.push_back(plugin + ": no new instance can be made with its former settings: " + error.what() +
                            "; it is taken out of its routes, whose events wait until a reload brings one");
        }
    }
    return lines;
}

std::vector<Reconfiguration::Instance> Reconfiguration::fresh() const {
    std::vector<Instance> all;
    for (const auto& member : members_)
        if (member.fresh) all.push_back(member.fresh);
    return all;
}

std::vector<std::string> Reconfiguration::names_of(const std::function<bool(const Member&)>& wanted) const {
    std::vector<std::string> names;
    for (const auto& member : members_)
        if (wanted(member)) names.push_back(member.former.name);
    return names;
}

std::vector<std::string> Reconfiguration::spoilt() const {
    return names_of([](const Member& member) { return member.state == State::spoilt; });
}

std::vector<std::string> Reconfiguration::missing() const {
    return names_of([](const Member& member) { return member.state == State::spoilt && !member.fresh; });
}

const std::map<std::string, std::string>& Reconfiguration::wanted(const std::string& name) const {
    return std::find_if(members_.begin(), members_.end(),
                        [&](const Member& member) { return member.next.name == name; })
        ->next.settings;
}

bool Reconfiguration::configured(const std::string& name) const {
    return std::any_of(members_.begin(), members_.end(), [&](const Member& member) {
        return member.next.name == name && member.state == State::applied;
    });
}

} // namespace turnout::app
