#include "core/app/dev_traffic.hpp"

#include "core/sim/sample.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace turnout::app {
namespace {

constexpr std::array<std::string_view, 12> shown_types{
    "channel.chat.message", "channel.follow",       "channel.chat.message", "channel.cheer",
    "channel.update",       "channel.chat.message", "channel.subscribe",    "stream.online",
    "channel.raid",         "channel.chat.message", "channel.follow",       "stream.offline",
};

struct Person {
    std::string_view id, login, name;
};

constexpr std::array<Person, 8> people{{{"9900000001", "ada_l", "Ada_L"},
                                        {"9900000002", "bertolt", "Bertolt"},
                                        {"9900000003", "cleo_plays", "Cleo_Plays"},
                                        {"9900000004", "dagmar", "Dagmar"},
                                        {"9900000005", "emil_erpel", "Emil_Erpel"},
                                        {"9900000006", "frida_k", "Frida_K"},
                                        {"9900000007", "gustav", "Gustav"},
                                        {"9900000008", "hedy", "Hedy"}}};

} // namespace

void Durations::add(std::chrono::nanoseconds duration) {
    constexpr std::size_t most = 100'000;
    if (values_.size() < most)
        values_.push_back(duration);
    else
        values_[oldest_++ % most] = duration;
}

std::chrono::nanoseconds Durations::quantile(double part) const {
    if (values_.empty()) return {};
    auto sorted = values_;
    const auto rank = std::lround(part * static_cast<double>(sorted.size() - 1));
    std::nth_element(sorted.begin(), sorted.begin() + rank, sorted.end());
    return sorted[static_cast<std::size_t>(rank)];
}

void Tally::sending(const std::string& id) {
    const std::lock_guard lock(mutex_);
    ++result_.sent;
    open_.insert(id);
}

void Tally::answered(const std::string& id, const sim::CallbackAnswer* answer) {
    const std::lock_guard lock(mutex_);
    if (answer != nullptr && answer->accepted()) {
        ++result_.accepted;
        result_.answer.add(answer->took);
    } else {
        ++result_.refused;
        open_.erase(id);
    }
}

void Tally::settled(std::string_view id, std::string_view verdict, std::chrono::nanoseconds since_accepted) {
    if (verdict == "retry") return; // not settled yet: it comes again
    const std::lock_guard lock(mutex_);
    if (open_.erase(std::string(id)) == 0) return;
    if (verdict == "ok") {
        ++result_.handled;
        result_.handling.add(since_accepted);
    } else {
        ++result_.failed;
    }
    changed_.notify_all();
}

void Tally::wait_until_settled(std::chrono::nanoseconds limit) const {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, limit, [this] { return open_.empty(); });
}

Tally::Result Tally::result() const {
    const std::lock_guard lock(mutex_);
    Result result = result_;
    result.open = open_.size();
    return result;
}

EventStream::EventStream(sim::Sender& sender, std::uint64_t seed) : sender_(sender), random_(seed) {
}

sim::Message EventStream::next() {
    const std::string_view type = shown_types.at(count_++ % shown_types.size());
    const sim::Sample* sample = sim::find_sample(type);
    if (sample == nullptr) throw std::logic_error("there is no sample of " + std::string(type));
    sim::Body body(sample->body);
    populate(body);
    return sender_.notification(body);
}

void EventStream::populate(sim::Body& body) {
    const Person& person = people.at(random_() % people.size());
    for (const std::string role : {"user", "chatter_user", "from_broadcaster_user"}) {
        if (body.text("event." + role + "_login").empty()) continue;
        body.set_text("event." + role + "_id", std::string(person.id));
        body.set_text("event." + role + "_login", std::string(person.login));
        body.set_text("event." + role + "_name", std::string(person.name));
    }
}

} // namespace turnout::app
