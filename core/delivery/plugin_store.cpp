#include "core/delivery/plugin_store.hpp"

#include "core/delivery/route_run.hpp"

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

std::int64_t PluginStore::growth_of(const std::string& instance, const StateWriteView& write) {
    const auto size_of = [&](const std::optional<std::string>& value) {
        return value ? static_cast<std::int64_t>(write.key.size() + value->size()) : std::int64_t{0};
    };
    return size_of(write.value) - size_of(store().value(instance, write.key));
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
    const auto growth = growth_of(instance, {key, value});
    const auto used = static_cast<std::int64_t>(store().usage(instance).bytes);
    if (token != 0) return keep(instance, token, key, std::move(value), {used, growth});
    if (growth > 0 && used + growth + unsettled_growth(instance) > std::int64_t{TURNOUT_STATE_MAX_TOTAL})
        return TURNOUT_STATE_FULL;
    return write_at_once(instance, {key, std::move(value)});
}

turnout_state_result PluginStore::keep(const std::string& instance, std::uint64_t token, const std::string& key,
                                       std::optional<std::string> value, const Growth& growth) {
    const std::lock_guard lock{state_.mutex};
    auto* held = pending_of(state_, instance, token);
    if (held == nullptr) return TURNOUT_STATE_NO_TOKEN;
    const auto own = held->writes.find(key);
    const bool is_new = own == held->writes.end();
    const auto replaced = is_new ? 0 : key.size() + (own->second ? own->second->size() : 0);
    const auto written = held->written - replaced + key.size() + (value ? value->size() : 0);
    if (held->writes.size() + (is_new ? 1 : 0) > TURNOUT_STATE_MAX_WRITES || written > TURNOUT_STATE_MAX_WRITTEN)
        return TURNOUT_STATE_FULL;
    // What this delivery has written to the key before counts no more.
    const auto more = growth.by_key - (is_new ? 0 : held->growth[key]);
    if (more > 0 && growth.used + held->share.growth() + more > std::int64_t{TURNOUT_STATE_MAX_TOTAL})
        return TURNOUT_STATE_FULL;
    if (!held->share.change(held->written, written)) return TURNOUT_STATE_FAILED;
    held->share.grow(more);
    held->growth[key] = growth.by_key;
    held->writes.insert_or_assign(key, std::move(value));
    held->written = written;
    return TURNOUT_STATE_DONE;
}

std::int64_t PluginStore::unsettled_growth(const std::string& instance) const {
    const std::lock_guard lock{state_.mutex};
    std::int64_t growth = 0; // while one takes the place of another there are two
    for (const auto& plugin : state_.plugins)
        if (plugin->handler->name() == instance) growth += plugin->unsettled->growth;
    return growth;
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
    store().begin_once(instance, key, time_to_live, TURNOUT_STATE_MAX_ONCE,
                       [begun](std::optional<journal::Once> once) { begun->set_value(once); });
    const auto once = answer.get();
    if (!once) return TURNOUT_STATE_FAILED;
    switch (*once) {
    case journal::Once::fresh: return TURNOUT_STATE_FRESH;
    case journal::Once::unfinished: return TURNOUT_STATE_UNFINISHED;
    case journal::Once::full: return TURNOUT_STATE_FULL;
    case journal::Once::done: break;
    }
    return TURNOUT_STATE_DONE;
}

turnout_state_result PluginStore::once(const std::string& instance, std::uint64_t token, const std::string& key,
                                       std::chrono::milliseconds time_to_live) {
    std::promise<turnout_state_result> told;
    std::shared_future<turnout_state_result> before;
    {
        const std::lock_guard lock{state_.mutex};
        auto* held = pending_of(state_, instance, token);
        if (held == nullptr) return TURNOUT_STATE_NO_TOKEN;
        if (const auto asked = held->once.find(key); asked != held->once.end()) {
            before = asked->second.answer;
        } else {
            if (held->once.size() >= TURNOUT_STATE_MAX_WRITES) return TURNOUT_STATE_FULL;
            // Another thread that asks with this token meanwhile waits for the same answer.
            held->once.emplace(key, Pending::Asked{told.get_future().share(), time_to_live});
        }
    }
    if (before.valid()) return before.get();
    const auto settle = [&](turnout_state_result answer) {
        const std::lock_guard lock{state_.mutex};
        told.set_value(answer);
        auto* held = pending_of(state_, instance, token);
        if (held == nullptr) return turnout_state_result{TURNOUT_STATE_NO_TOKEN};
        if (answer < 0) held->once.erase(key); // it may be asked again
        return answer;
    };
    try {
        return settle(begin_once(instance, key, time_to_live));
    } catch (const std::exception&) {
        settle(TURNOUT_STATE_FAILED);
        throw;
    }
}

} // namespace turnout::delivery
