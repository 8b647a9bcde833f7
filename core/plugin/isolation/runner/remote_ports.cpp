#include "core/plugin/isolation/runner/remote_ports.hpp"

#include "core/plugin/isolation/calls.hpp"

#include <utility>

namespace turnout::plugins::isolation {

namespace {

class RemoteSeries final : public Series {
public:
    RemoteSeries(HostLine& line, turnout_metric_kind kind, std::uint64_t number)
        : Series(kind),
          line_(line),
          number_(number) {}

    void add(double amount) noexcept override { line_.tell(Add{number_, amount}, Mailbox::When::with_the_next); }

    void set(double value) noexcept override { line_.tell(Set{number_, value}, Mailbox::When::with_the_next); }

    void observe(double value) noexcept override { line_.tell(Observe{number_, value}, Mailbox::When::with_the_next); }

private:
    HostLine& line_;
    std::uint64_t number_;
};

} // namespace

bool RemoteDeferred::complete(std::string_view /*instance*/, std::uint64_t token, turnout_verdict verdict,
                              std::uint32_t retry_after_ms, std::string_view reason) noexcept {
    return line_.ask<Result>(CompleteCall{0, token, verdict, retry_after_ms, std::string{reason}}) == 1;
}

bool RemoteDeferred::retain(std::string_view /*instance*/, std::uint64_t token) noexcept {
    if (!events_.pin(token)) return false;
    if (line_.ask<Result>(RetainCall{0, token}) == 1) return true;
    events_.unpin(token);
    return false;
}

bool RemoteDeferred::release(std::string_view /*instance*/, std::uint64_t token) noexcept {
    line_.tell(Release{token});
    events_.unpin(token);
    return true;
}

turnout_state_result RemoteState::get(const std::string& /*instance*/, std::uint64_t token, const std::string& key,
                                      std::string& value) {
    auto reply = line_.ask<GetReply>(GetCall{0, token, key});
    value = std::move(reply.value);
    return static_cast<turnout_state_result>(reply.result);
}

turnout_state_result RemoteState::write(const std::string& /*instance*/, std::uint64_t token, const std::string& key,
                                        std::optional<std::string> value) {
    return static_cast<turnout_state_result>(line_.ask<Result>(WriteCall{0, token, key, std::move(value)}));
}

turnout_state_result RemoteState::scan(const std::string& /*instance*/, std::uint64_t token, const std::string& prefix,
                                       const std::string& after, std::size_t limit, Entries& found) {
    auto reply = line_.ask<ScanReply>(ScanCall{0, token, prefix, after, limit});
    found = std::move(reply.found);
    // The host gives the number of the entries.
    return static_cast<turnout_state_result>(reply.result < 0 ? reply.result : Result{TURNOUT_STATE_DONE});
}

turnout_state_result RemoteState::once(const std::string& /*instance*/, std::uint64_t token, const std::string& key,
                                       std::chrono::milliseconds time_to_live) {
    return static_cast<turnout_state_result>(line_.ask<Result>(OnceCall{0, token, key, time_to_live.count()}));
}

turnout_emit_result RemoteEmissions::emit(const std::string& /*instance*/, std::uint64_t token, std::string_view type,
                                          std::string_view version, std::string_view json) {
    EmitCall call{0, token, std::string{type}, std::string{version}, std::string{json}};
    return static_cast<turnout_emit_result>(line_.ask<Result>(std::move(call)));
}

Series& RemoteMetrics::series(const std::string& /*instance*/, const SeriesRequest& request) {
    const auto reply = line_.ask<SeriesReply>(
        SeriesCall{0, request.kind, request.name, request.help, request.labels, request.buckets});
    if (reply.number == 0) throw MetricsError(reply.refusal);
    const std::lock_guard lock{mutex_};
    auto& place = series_[reply.number];
    if (!place) place = std::make_unique<RemoteSeries>(line_, request.kind, reply.number);
    return *place;
}

void RemoteMetrics::count_misuse(const std::string& /*instance*/) noexcept {
    line_.tell(Misuse{});
}

void RemoteMetrics::count_drift(std::string_view type, std::string_view path, std::uint64_t count) noexcept {
    line_.tell(Drift{std::string{type}, std::string{path}, count}, Mailbox::When::with_the_next);
}

} // namespace turnout::plugins::isolation
