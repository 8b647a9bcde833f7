// Calls of a plugin that its runner makes in the host, and what comes back. They carry a number by which the reply is
// known; results are those of the SDK's headers.
#pragma once
#include "core/plugin/isolation/messages.hpp"

#include <turnout/ext/metrics.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace turnout::plugins::isolation {

/// A number is the whole result.
using Result = std::int64_t;

struct CompleteCall {
    static constexpr auto kind = Kind::complete;
    std::uint64_t call = 0;
    std::uint64_t token = 0;
    turnout_verdict verdict = TURNOUT_RETRY;
    std::uint32_t retry_after_ms = 0;
    std::string reason;

    template <class Self> static auto members(Self& self) {
        return std::tie(self.call, self.token, self.verdict, self.retry_after_ms, self.reason);
    }
};

struct RetainCall {
    static constexpr auto kind = Kind::retain;
    std::uint64_t call = 0;
    std::uint64_t token = 0;

    template <class Self> static auto members(Self& self) { return std::tie(self.call, self.token); }
};

struct GetCall {
    static constexpr auto kind = Kind::get;
    std::uint64_t call = 0;
    std::uint64_t token = 0;
    std::string key;

    template <class Self> static auto members(Self& self) { return std::tie(self.call, self.token, self.key); }
};

struct GetReply {
    Result result = 0;
    std::string value;

    template <class Self> static auto members(Self& self) { return std::tie(self.result, self.value); }
};

struct WriteCall {
    static constexpr auto kind = Kind::write;
    std::uint64_t call = 0;
    std::uint64_t token = 0;
    std::string key;
    std::optional<std::string> value;

    template <class Self> static auto members(Self& self) {
        return std::tie(self.call, self.token, self.key, self.value);
    }
};

struct ScanCall {
    static constexpr auto kind = Kind::scan;
    std::uint64_t call = 0;
    std::uint64_t token = 0;
    std::string prefix, after;
    std::uint64_t limit = 0;

    template <class Self> static auto members(Self& self) {
        return std::tie(self.call, self.token, self.prefix, self.after, self.limit);
    }
};

struct ScanReply {
    Result result = 0;
    std::vector<std::pair<std::string, std::string>> found;

    template <class Self> static auto members(Self& self) { return std::tie(self.result, self.found); }
};

struct OnceCall {
    static constexpr auto kind = Kind::once;
    std::uint64_t call = 0;
    std::uint64_t token = 0;
    std::string key;
    std::int64_t time_to_live_ms = 0;

    template <class Self> static auto members(Self& self) {
        return std::tie(self.call, self.token, self.key, self.time_to_live_ms);
    }
};

struct EmitCall {
    static constexpr auto kind = Kind::emit;
    std::uint64_t call = 0;
    std::uint64_t token = 0;
    std::string type, version, json;

    template <class Self> static auto members(Self& self) {
        return std::tie(self.call, self.token, self.type, self.version, self.json);
    }
};

struct SeriesCall {
    static constexpr auto kind = Kind::series;
    std::uint64_t call = 0;
    turnout_metric_kind metric = 0;
    std::string name, help;
    std::map<std::string, std::string> labels;
    std::vector<double> buckets;

    template <class Self> static auto members(Self& self) {
        return std::tie(self.call, self.metric, self.name, self.help, self.labels, self.buckets);
    }
};

struct SeriesReply {
    std::uint64_t number = 0; ///< 0: it is refused
    std::string refusal;

    template <class Self> static auto members(Self& self) { return std::tie(self.number, self.refusal); }
};

} // namespace turnout::plugins::isolation
