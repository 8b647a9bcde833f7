#include "core/journal/sqlite/state_desk.hpp"

#include <map>
#include <memory>
#include <utility>

namespace turnout::journal::sqlite {

namespace {

using AdditionsList = std::vector<std::shared_ptr<const Additions>>;

AdditionsList with_writes(const std::vector<Outcome>& outcomes) {
    AdditionsList all;
    for (const Outcome& outcome : outcomes)
        if (outcome.additions && !outcome.additions->writes.empty()) all.push_back(outcome.additions);
    return all;
}

/// As many as asked for, at least one if there is any.
std::vector<StateEntry> trimmed(std::map<std::string, std::string>&& entries, std::size_t count, std::size_t bytes) {
    std::vector<StateEntry> kept;
    std::size_t size = 0;
    for (auto& [key, value] : entries) {
        size += key.size() + value.size();
        if (kept.size() == count || (!kept.empty() && size > bytes)) break;
        kept.push_back({key, std::move(value)});
    }
    return kept;
}

} // namespace

std::optional<std::string> StateDesk::value(const std::string& instance, const std::string& key) const {
    std::optional<std::string> queued;
    if (overlay_->find(instance, key, queued)) return queued;
    // What was queued before this call and is not there any more is durable by now.
    return reader_.value(instance, key);
}

std::vector<StateEntry> StateDesk::entries(const std::string& instance, const std::string& prefix,
                                           const std::string& after, std::size_t count, std::size_t bytes) const {
    std::vector<StateEntry> found;
    std::string from = after;
    for (bool more = count != 0; more && found.empty();) {
        const auto queued = overlay_->find(instance, prefix, from);
        auto page = reader_.entries(instance, prefix, from, count, bytes);
        more = page.more;
        std::map<std::string, std::string> merged;
        for (StateEntry& entry : page.entries) merged.emplace(std::move(entry.key), std::move(entry.value));
        // What is queued behind a page that is not the last one belongs to a later page.
        if (more) from = merged.rbegin()->first;
        for (const auto& [key, value] : queued) {
            if (more && key > from) break;
            if (value)
                merged[key] = *value;
            else
                merged.erase(key);
        }
        found = trimmed(std::move(merged), count, bytes);
    }
    return found;
}

void StateDesk::write(const std::string& instance, std::vector<StateWrite> writes,
                      std::function<void(bool durable)> done) {
    const auto shared = std::make_shared<const std::vector<StateWrite>>(std::move(writes));
    auto lock = overlay_->hold();
    const auto ticket = overlay_->ticket();
    const auto told = [overlay = overlay_, ticket, instance, shared, done = std::move(done)](bool durable) {
        overlay->remove(ticket, instance, *shared);
        done(durable);
    };
    Work work(StateWork{instance, shared, told});
    overlay_->add(ticket, instance, *shared);
    if (writer_.push(work)) return;
    lock.unlock();
    told(false);
}

void StateDesk::begin_once(const std::string& instance, std::string key, eventsub::Duration time_to_live,
                           std::uint64_t most, std::function<void(std::optional<Once>)> done) {
    Work work(OnceWork{instance, std::move(key), time_to_live, most, Once::fresh, std::move(done)});
    if (!writer_.push(work)) std::get<OnceWork>(work).done(std::nullopt);
}

void StateDesk::settle(std::vector<Outcome> outcomes, Journal::Settled done) {
    auto writes = with_writes(outcomes);
    Work work(SettleWork{std::move(outcomes), std::move(done)});
    auto& settle = std::get<SettleWork>(work);
    if (writes.empty()) {
        if (!writer_.push(work) && settle.done) settle.done(false);
        return;
    }
    auto lock = overlay_->hold();
    const auto ticket = overlay_->ticket();
    settle.done = [overlay = overlay_, ticket, writes, told = std::move(settle.done)](bool durable) {
        for (const auto& one : writes) overlay->remove(ticket, one->instance, one->writes);
        if (told) told(durable);
    };
    for (const auto& one : writes) overlay_->add(ticket, one->instance, one->writes);
    if (writer_.push(work)) return;
    lock.unlock();
    settle.done(false);
}

} // namespace turnout::journal::sqlite
