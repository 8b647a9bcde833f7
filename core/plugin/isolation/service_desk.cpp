#include "core/plugin/isolation/service_desk.hpp"

#include "core/plugin/isolation/calls.hpp"
#include "core/plugin/state_service.hpp"
#include "core/plugin/text.hpp"

#include <turnout/text.hpp>

#include <algorithm>
#include <utility>

namespace turnout::plugins::isolation {

namespace {

constexpr std::size_t longest_recent = 1024;

turnout_level level_of(std::int32_t level) {
    switch (static_cast<spdlog::level::level_enum>(level)) {
    case spdlog::level::trace: return TURNOUT_TRACE;
    case spdlog::level::debug: return TURNOUT_DEBUG;
    case spdlog::level::warn: return TURNOUT_WARNING;
    case spdlog::level::err:
    case spdlog::level::critical: return TURNOUT_ERROR;
    default: return TURNOUT_INFO;
    }
}

/// A reply whose body is `result`.
template <class T> std::string reply_with(std::uint64_t call, const T& result) {
    Reply reply{call, {}};
    Writer{reply.body}.put(result);
    return encoded(reply);
}

std::int32_t take_value(void* context, turnout_str /*key*/, turnout_str value) {
    static_cast<GetReply*>(context)->value = to_view(value);
    return 1;
}

std::int32_t take_entry(void* context, turnout_str key, turnout_str value) {
    static_cast<ScanReply*>(context)->found.emplace_back(to_view(key), to_view(value));
    return 1;
}

std::vector<turnout_label> labels_of(const SeriesCall& call) {
    std::vector<turnout_label> labels;
    for (const auto& [name, value] : call.labels) labels.push_back({to_str(name), to_str(value)});
    return labels;
}

} // namespace

bool ServiceDesk::serve(Kind kind, std::string_view record, std::optional<std::string>& reply) {
    switch (kind) {
    case Kind::complete: reply = complete(record); return true;
    case Kind::retain: reply = retain(record); return true;
    case Kind::get: reply = get(record); return true;
    case Kind::write: reply = write(record); return true;
    case Kind::scan: reply = scan(record); return true;
    case Kind::once: reply = once(record); return true;
    case Kind::emit: reply = emit(record); return true;
    case Kind::series: reply = series(record); return true;
    default: return note(kind, record);
    }
}

/// What waits for no reply.
bool ServiceDesk::note(Kind kind, std::string_view record) {
    const auto& metrics = MetricsService::table();
    switch (kind) {
    case Kind::log: log(record); return true;
    case Kind::release: {
        const auto token = decoded<Release>(record).value;
        lent_.released(token);
        host()->release(host(), token);
        return true;
    }
    case Kind::add:
    case Kind::set:
    case Kind::observe: {
        if (services_.metrics() == nullptr) throw WireError("a metric without the extension");
        const auto amount = decoded<Add>(record);
        const auto call = kind == Kind::add ? metrics.add : kind == Kind::set ? metrics.set : metrics.observe;
        call(host(), amount.series, amount.value);
        return true;
    }
    case Kind::misuse:
        if (auto* port = services_.metrics_port()) port->count_misuse(services_.plugin().name);
        return true;
    case Kind::drift: {
        if (services_.metrics() == nullptr) throw WireError("a metric without the extension");
        const auto drift = decoded<Drift>(record);
        metrics.drift(host(), to_str(drift.type), to_str(drift.path), drift.count);
        return true;
    }
    default: return false;
    }
}

void ServiceDesk::log(std::string_view record) {
    const auto line = decoded<LogLine>(record);
    std::string_view text = line.text;
    // The runner puts the name in front, as this host does.
    const auto prefix = "[" + services_.plugin().name + "] ";
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    lines_.add(one_line(text, longest_recent));
    host()->log(host(), level_of(line.level), to_str(text));
}

std::string ServiceDesk::complete(std::string_view record) {
    const auto call = decoded<CompleteCall>(record);
    turnout_outcome outcome{sizeof(turnout_outcome), call.retry_after_ms, {}};
    copy_text(outcome.reason, call.reason);
    const auto taken = host()->complete(host(), call.token, call.verdict, &outcome);
    if (taken == 1) lent_.completed(call.token);
    return reply_with(call.call, Result{taken});
}

std::string ServiceDesk::retain(std::string_view record) {
    const auto call = decoded<RetainCall>(record);
    const auto kept = host()->retain(host(), call.token);
    if (kept == 1) lent_.retained(call.token);
    return reply_with(call.call, Result{kept});
}

std::string ServiceDesk::get(std::string_view record) {
    const auto call = decoded<GetCall>(record);
    GetReply reply;
    if (services_.states() == nullptr) throw WireError("a state without the extension");
    reply.result = state_table().get(host(), call.token, to_str(call.key), take_value, &reply);
    return reply_with(call.call, reply);
}

std::string ServiceDesk::write(std::string_view record) {
    const auto call = decoded<WriteCall>(record);
    if (services_.states() == nullptr) throw WireError("a state without the extension");
    const auto& table = state_table();
    const auto result = call.value ? table.put(host(), call.token, to_str(call.key), to_str(*call.value))
                                   : table.erase(host(), call.token, to_str(call.key));
    return reply_with(call.call, Result{result});
}

std::string ServiceDesk::scan(std::string_view record) {
    const auto call = decoded<ScanCall>(record);
    if (services_.states() == nullptr) throw WireError("a state without the extension");
    ScanReply reply;
    const auto limit = static_cast<std::uint32_t>(std::min<std::uint64_t>(call.limit, TURNOUT_STATE_MAX_SCAN));
    reply.result =
        state_table().scan(host(), call.token, to_str(call.prefix), to_str(call.after), limit, take_entry, &reply);
    return reply_with(call.call, reply);
}

std::string ServiceDesk::once(std::string_view record) {
    const auto call = decoded<OnceCall>(record);
    if (services_.states() == nullptr) throw WireError("a state without the extension");
    const auto time = static_cast<std::uint64_t>(std::max<std::int64_t>(call.time_to_live_ms, 0));
    return reply_with(call.call, Result{state_table().once(host(), call.token, to_str(call.key), time)});
}

std::string ServiceDesk::emit(std::string_view record) {
    const auto call = decoded<EmitCall>(record);
    if (services_.emissions() == nullptr) throw WireError("an emission without the extension");
    const auto result =
        emit_table().emit(host(), call.token, to_str(call.type), to_str(call.version), to_str(call.json));
    return reply_with(call.call, Result{result});
}

std::string ServiceDesk::series(std::string_view record) {
    const auto call = decoded<SeriesCall>(record);
    if (services_.metrics() == nullptr) throw WireError("a metric without the extension");
    const auto labels = labels_of(call);
    turnout_series wanted{};
    wanted.struct_size = sizeof wanted;
    wanted.kind = call.metric;
    wanted.name = to_str(call.name);
    wanted.help = to_str(call.help);
    wanted.labels = labels.data();
    wanted.labels_count = labels.size();
    wanted.buckets = call.buckets.data();
    wanted.buckets_count = call.buckets.size();
    SeriesReply reply;
    try {
        reply.number = services_.metrics()->series(&wanted);
    } catch (const MetricsError& refused) { // the runner counts it, and tells the plugin
        reply.refusal = refused.what();
    }
    return reply_with(call.call, reply);
}

} // namespace turnout::plugins::isolation
