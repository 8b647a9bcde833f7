#include "history.hpp"

#include <algorithm>

namespace turnout::delivery::test {

namespace {

constexpr unsigned longest = 12; ///< steps

/// The key of an event must live as long as its message.
class KeyedMessage {
public:
    static std::unique_ptr<Message> make(const std::string& id, const char* type, const char* broadcaster) {
        auto message = std::make_unique<Message>(id, R"({"subscription":{},"event":{"user_id":"1"}})");
        message->change().event.type = type;
        message->change().event.broadcaster_id = broadcaster;
        return message;
    }
};

config::Route patient(const char* name, const char* type, const char* order_by, bool oldest) {
    auto made = route(name);
    made.type = type;
    made.order_by = order_by;
    made.start_at_oldest = oldest;
    made.retry.attempts = 4;
    made.retry.backoff_min = std::chrono::milliseconds{1};
    made.retry.backoff_max = std::chrono::milliseconds{3};
    made.circuit.minimum = 6;
    made.circuit.open = std::chrono::milliseconds{10};
    return made;
}

std::vector<config::Route> all_routes() {
    return {patient("all", "", "broadcaster", true), patient("follows", "channel.follow", "broadcaster", false),
            patient("online", "stream.online", "none", true), patient("late", "", "none", false)};
}

} // namespace

History::History(std::uint64_t seed, const std::filesystem::path& directory)
    : random_(seed),
      directory_(directory),
      model_(seed),
      current_(directory / "0") {
}

unsigned History::draw(unsigned below) {
    return std::uniform_int_distribution<unsigned>{0, below - 1}(random_);
}

std::vector<config::Route> History::some_routes() {
    auto routes = all_routes();
    std::erase_if(routes, [this](const auto&) { return draw(3) == 0; });
    return routes;
}

void History::reload() {
    const auto routes = some_routes();
    if (!run_->reload(routes)) return;
    active_.clear();
    for (const auto& one : routes) active_.push_back(one.name);
}

void History::begin(const std::vector<config::Route>& routes) {
    active_.clear();
    for (const auto& one : routes) active_.push_back(one.name);
    run_.reset();
    run_ = std::make_unique<HistoryRun>(current_, model_, routes);
}

std::vector<std::unique_ptr<Message>> History::messages() {
    static constexpr std::array types{"channel.follow", "stream.online"};
    static constexpr std::array broadcasters{"1", "2", "3"};
    static constexpr std::array kept{journal::Disposition::stale, journal::Disposition::undecodable,
                                     journal::Disposition::unknown};
    std::vector<std::unique_ptr<Message>> made;
    const auto known = model_.known_ids();
    for (auto count = 1 + draw(12); count != 0; --count) {
        if (draw(10) == 0) {
            const auto id = "kept-" + std::to_string(++messages_);
            const auto disposition = kept.at(draw(kept.size()));
            model_.sent(id, disposition);
            made.push_back(Message::kept(disposition, id, "as the history wants it"));
            continue;
        }
        const bool again = !known.empty() && draw(5) == 0;
        const auto id = again ? known[draw(static_cast<unsigned>(known.size()))] : "m-" + std::to_string(++messages_);
        model_.sent(id, journal::Disposition::deliver);
        made.push_back(KeyedMessage::make(id, types.at(draw(types.size())), broadcasters.at(draw(3))));
    }
    return made;
}

void History::accept(bool wait) {
    if (wait)
        run_->append(messages());
    else
        run_->append_and_forget(messages());
}

void History::crash() {
    const auto next = directory_ / std::to_string(++runs_);
    run_->crash(next);
    run_.reset();
    std::filesystem::remove_all(current_);
    current_ = next;
    begin(some_routes());
}

void History::step() {
    switch (draw(12)) {
    case 0:
    case 1:
    case 2:
    case 3: return accept(true);
    case 4: return run_->go_on_for(1 + draw(10));
    case 5: return run_->complete_deferred();
    case 6:
        if (const auto sequence = model_.random_event(draw(1'000)); sequence != 0 && !active_.empty())
            run_->replay(sequence, active_[draw(static_cast<unsigned>(active_.size()))]);
        return;
    case 7: accept(false); return crash();
    case 8: return crash();
    case 9: return reload();
    case 10: return run_->interlude(static_cast<HistoryRun::InterludeEnd>(draw(3)));
    default: // a clean restart, with other routes
        run_->stop();
        return begin(some_routes());
    }
}

std::vector<std::string> History::run() {
    begin(some_routes());
    accept(true);
    for (auto steps = 3 + draw(longest - 2); steps != 0; --steps) step();
    run_->stop();
    begin(all_routes());
    accept(true);
    if (!run_->settle_all()) return {"promise 2: something is never settled"};
    auto wrong = model_.check(run_->journal());
    run_->stop();
    return wrong;
}

} // namespace turnout::delivery::test
