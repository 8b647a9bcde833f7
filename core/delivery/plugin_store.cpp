#include "core/delivery/plugin_store.hpp"

#include <algorithm>
#include <future>
#include <memory>
#include <utility>

namespace turnout::delivery {

namespace {

constexpr std::size_t scan_bytes = std::size_t{1} << 20;

using Writes = std::map<std::string, std::optional<std::string>>;

/// Entries up to where `durable` is known, with the delivery's own writes over them.
std::map<std::string, std::string> merged(std::vector<journal::StateEntry> durable, const Writes& own, bool whole) {
    const auto last = durable.empty() ? std::string{} : durable.back().key;
    std::map<std::string, std::string> entries;
    for (auto& entry : durable) entries.emplace(std::move(entry.key), std::move(entry.value));
    for (const auto& [key, value] : own) {
        if (!whole && key > last) break;
        if (value)
            entries[key] = *value;
        else
            entries.erase(key);
    }
    return entries;
}

/// What the delivery has written below `prefix` and behind `after`.
Writes own_writes(const Writes& all, const std::string& prefix, const std::string& after) {
    Writes own;
    for (auto place = all.lower_bound(std::max(prefix, after)); place != all.end(); ++place) {
        if (!place->first.starts_with(prefix)) break;
        if (place->first > after) own.insert(*place);
    }
    return own;
}

} // namespace

turnout_state_result PluginStore::get(const std::string& instance, std::uint64_t token, const std::string& key,
                                      std::string& value) {
    if (token != 0) {
        const std::lock_guard lock{state_.mutex};
        const auto* delivery = held_by(state_, instance, token);
        if (delivery == nullptr) return TURNOUT_STATE_NO_TOKEN;
        if (delivery->pending) {
            const auto& writes = delivery->pending->writes;
            if (const auto own = writes.find(key); own != writes.end()) {
                if (!own->second) return TURNOUT_STATE_ABSENT;
                value = *own->second;
                return TURNOUT_STATE_DONE;
            }
        }
    }
    auto stored = store().value(instance, key);
    if (!stored) return TURNOUT_STATE_ABSENT;
    value = std::move(*stored);
    return TURNOUT_STATE_DONE;
}

bool PluginStore::too_much(const std::string& instance, const std::string& key, std::size_t more, std::size_t pending) {
    const auto total = store().usage(instance).bytes + pending + more;
    if (total <= TURNOUT_STATE_MAX_TOTAL) return false;
    const auto before = store().value(instance, key); // what is replaced makes room
    return total - (before ? key.size() + before->size() : 0) > TURNOUT_STATE_MAX_TOTAL;
}

turnout_state_result PluginStore::write_at_once(const std::string& instance, journal::StateWrite write) {
    const auto durable = std::make_shared<std::promise<bool>>();
    auto answer = durable->get_future();
    store().write(instance, {std::move(write)}, [durable](bool done) { durable->set_value(done); });
    return answer.get() ? TURNOUT_STATE_DONE : TURNOUT_STATE_FAILED;
}

turnout_state_result PluginStore::write(const std::string& instance, std::uint64_t token, const std::string& key,
                                        std::optional<std::string> value) {
    std::string before;
    if (!value) {
        const auto there = get(instance, token, key, before);
        if (there != TURNOUT_STATE_DONE) return there;
    }
    const auto more = value ? key.size() + value->size() : 0;
    if (token == 0) {
        if (more != 0 && too_much(instance, key, more, 0)) return TURNOUT_STATE_FULL;
        return write_at_once(instance, {key, std::move(value)});
    }
    std::size_t pending = 0;
    {
        const std::lock_guard lock{state_.mutex};
        const auto* held = pending_of(state_, instance, token);
        if (held == nullptr) return TURNOUT_STATE_NO_TOKEN;
        pending = held->written;
    }
    if (more != 0 && too_much(instance, key, more, pending)) return TURNOUT_STATE_FULL;
    const std::lock_guard lock{state_.mutex};
    auto* held = pending_of(state_, instance, token);
    if (held == nullptr) return TURNOUT_STATE_NO_TOKEN;
    const auto own = held->writes.find(key);
    const auto replaced = own == held->writes.end() ? 0 : key.size() + (own->second ? own->second->size() : 0);
    const auto written = held->written - replaced + key.size() + (value ? value->size() : 0);
    const auto count = held->writes.size() + (own == held->writes.end() ? 1 : 0);
    if (count > TURNOUT_STATE_MAX_WRITES || written > TURNOUT_STATE_MAX_WRITTEN) return TURNOUT_STATE_FULL;
    if (!held->share.change(held->written, written)) return TURNOUT_STATE_FAILED;
    held->writes.insert_or_assign(key, std::move(value));
    held->written = written;
    return TURNOUT_STATE_DONE;
}

turnout_state_result PluginStore::scan(const std::string& instance, std::uint64_t token, const std::string& prefix,
                                       const std::string& after, std::size_t limit, Entries& found) {
    Writes own;
    if (token != 0) {
        const std::lock_guard lock{state_.mutex};
        const auto* delivery = held_by(state_, instance, token);
        if (delivery == nullptr) return TURNOUT_STATE_NO_TOKEN;
        if (delivery->pending) own = own_writes(delivery->pending->writes, prefix, after);
    }
    if (limit == 0) return TURNOUT_STATE_DONE;
    // As many more as may have been erased, so that a page is not empty for that.
    const auto wanted = limit + own.size();
    // A page that the bytes cut short may still be all erased: only the last one may leave nothing.
    auto from = after;
    for (bool whole = false; !whole && found.empty();) {
        auto durable = store().entries(instance, prefix, from, wanted, scan_bytes);
        if (!durable.empty()) from = durable.back().key;
        whole = durable.empty() || (durable.size() < wanted && store().entries(instance, prefix, from, 1, 1).empty());
        for (auto& entry : merged(std::move(durable), own, whole)) {
            if (found.size() == limit) break;
            found.emplace_back(entry.first, std::move(entry.second));
        }
        own.erase(own.begin(), own.upper_bound(from));
    }
    return TURNOUT_STATE_DONE;
}

turnout_state_result PluginStore::begin_once(const std::string& instance, const std::string& key,
                                             std::chrono::milliseconds time_to_live) {
    const auto begun = std::make_shared<std::promise<std::optional<journal::Once>>>();
    auto answer = begun->get_future();
    store().begin_once(instance, key, time_to_live,
                       [begun](std::optional<journal::Once> once) { begun->set_value(once); });
    const auto once = answer.get();
    if (!once) return TURNOUT_STATE_FAILED;
    switch (*once) {
    case journal::Once::fresh: return TURNOUT_STATE_FRESH;
    case journal::Once::unfinished: return TURNOUT_STATE_UNFINISHED;
    case journal::Once::done: break;
    }
    return TURNOUT_STATE_DONE;
}

turnout_state_result PluginStore::once(const std::string& instance, std::uint64_t token, const std::string& key,
                                       std::chrono::milliseconds time_to_live) {
    {
        const std::lock_guard lock{state_.mutex};
        const auto* held = pending_of(state_, instance, token);
        if (held == nullptr) return TURNOUT_STATE_NO_TOKEN;
        if (const auto asked = held->once.find(key); asked != held->once.end()) return asked->second.answer;
        if (held->once.size() >= TURNOUT_STATE_MAX_WRITES) return TURNOUT_STATE_FULL;
    }
    if (store().usage(instance).once >= TURNOUT_STATE_MAX_ONCE) return TURNOUT_STATE_FULL;
    const auto answer = begin_once(instance, key, time_to_live);
    if (answer < 0) return answer;
    const std::lock_guard lock{state_.mutex};
    auto* held = pending_of(state_, instance, token);
    if (held == nullptr) return TURNOUT_STATE_NO_TOKEN;
    held->once.insert_or_assign(key, Pending::Asked{answer, time_to_live});
    return answer;
}

} // namespace turnout::delivery
