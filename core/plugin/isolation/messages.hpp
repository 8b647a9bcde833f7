// What the host and a runner tell each other. A message is its kind and the members of its record; several stand in one
// packet, each behind its size.
#pragma once
#include "core/plugin/handler.hpp"
#include "core/plugin/isolation/wire.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace turnout::plugins::isolation {

enum class Kind : std::uint16_t {
    // From the host.
    begin = 1, ///< first of all: load, create and start
    event,     ///< see event_message.hpp
    reply,     ///< to a call
    level,     ///< of the log
    halt,      ///< stop()
    finish,    ///< destroy(), and end
    // From the runner.
    entering = 100, ///< the call into the plugin that is next, and slow
    started,
    refused, ///< it does not start
    halted,
    answer, ///< to an event
    log,
    release,
    add,
    set,
    observe,
    misuse,
    drift,
    // From the runner, each a call that waits for its reply.
    complete = 200,
    retain,
    get,
    write,
    scan,
    once,
    emit,
    series,
};

/// Both sides are of one build: an upgrade may replace the runner's file under a running host.
inline constexpr std::string_view build = TURNOUT_BUILD;

/// What a process of its own may have; 0 or empty: no limit, as the host.
struct Confinement {
    std::uint64_t memory = 0;      ///< bytes of address space
    std::uint64_t cpu_seconds = 0; ///< of processor time, until it is ended
    std::uint64_t files = 0;       ///< open ones
    std::string user;
    bool filter_system_calls = false;

    template <class Self> static auto members(Self& self) {
        return std::tie(self.memory, self.cpu_seconds, self.files, self.user, self.filter_system_calls);
    }
};

struct Begin {
    static constexpr auto kind = Kind::begin;
    std::string build; ///< first, whatever comes in later versions
    std::string instance, host_version;
    std::string library; ///< the private copy
    std::string source;  ///< what messages call it
    std::map<std::string, std::string> settings;
    std::uint32_t threads = 1; ///< that call handle(), at most
    std::int32_t log_level = 0;
    bool metrics = false, timers = false, states = false, emissions = false; ///< extensions of this host
    Confinement confinement;

    template <class Self> static auto members(Self& self) {
        return std::tie(self.build, self.instance, self.host_version, self.library, self.source, self.settings,
                        self.threads, self.log_level, self.metrics, self.timers, self.states, self.emissions,
                        self.confinement);
    }
};

/// A record of one member.
template <Kind its_kind, class T> struct Single {
    static constexpr auto kind = its_kind;
    T value{};

    template <class Self> static auto members(Self& self) { return std::tie(self.value); }
};

/// A record without a member.
template <Kind its_kind> struct Signal {
    static constexpr auto kind = its_kind;

    template <class Self> static auto members(Self& /*self*/) { return std::tuple<>{}; }
};

using Level = Single<Kind::level, std::int32_t>;
using Halt = Signal<Kind::halt>;
using Finish = Signal<Kind::finish>;
using Entering = Single<Kind::entering, std::string>;
using Refused = Single<Kind::refused, std::string>;
using Halted = Signal<Kind::halted>;
using Misuse = Signal<Kind::misuse>;
using Release = Single<Kind::release, std::uint64_t>;

struct Reply {
    static constexpr auto kind = Kind::reply;
    std::uint64_t call = 0;
    std::string body;

    template <class Self> static auto members(Self& self) { return std::tie(self.call, self.body); }
};

struct Started {
    static constexpr auto kind = Kind::started;
    std::uint32_t max_concurrency = 1;
    std::uint32_t threads = 1;

    template <class Self> static auto members(Self& self) { return std::tie(self.max_concurrency, self.threads); }
};

struct AnswerMessage {
    static constexpr auto kind = Kind::answer;
    std::uint64_t token = 0;
    turnout_verdict verdict = TURNOUT_RETRY;
    std::uint32_t retry_after_ms = 0;
    std::int64_t handling_ns = 0;
    std::string reason;

    template <class Self> static auto members(Self& self) {
        return std::tie(self.token, self.verdict, self.retry_after_ms, self.handling_ns, self.reason);
    }
};

struct LogLine {
    static constexpr auto kind = Kind::log;
    std::int32_t level = 0; ///< spdlog's
    std::string text;

    template <class Self> static auto members(Self& self) { return std::tie(self.level, self.text); }
};

/// To a series, by the number that the host gave it.
template <Kind its_kind> struct Amount {
    static constexpr auto kind = its_kind;
    std::uint64_t series = 0;
    double value = 0;

    template <class Self> static auto members(Self& self) { return std::tie(self.series, self.value); }
};

using Add = Amount<Kind::add>;
using Set = Amount<Kind::set>;
using Observe = Amount<Kind::observe>;

struct Drift {
    static constexpr auto kind = Kind::drift;
    std::string type, path;
    std::uint64_t count = 0;

    template <class Self> static auto members(Self& self) { return std::tie(self.type, self.path, self.count); }
};

/// A message begins with the size of its record, its kind, and two bytes of zero.
inline constexpr std::size_t head_size = 8;

/// Puts the head in front of what is appended while it lives.
class MessageFrame {
public:
    MessageFrame(std::string& to, Kind kind) : to_(to), start_(to.size()) {
        Writer writer{to};
        writer.put(std::uint32_t{0});
        writer.put(kind);
        writer.put(std::uint16_t{0});
    }

    MessageFrame(const MessageFrame&) = delete;
    MessageFrame& operator=(const MessageFrame&) = delete;

    ~MessageFrame() {
        const auto size = static_cast<std::uint32_t>(to_.size() - start_ - head_size);
        std::memcpy(to_.data() + start_, &size, sizeof size);
    }

private:
    std::string& to_;
    std::size_t start_;
};

/// Appends a whole message.
template <class Message> void append(std::string& to, const Message& message) {
    const MessageFrame frame{to, Message::kind};
    Writer{to}.put(message);
}

template <class Message> std::string encoded(const Message& message) {
    std::string bytes;
    append(bytes, message);
    return bytes;
}

template <class Message> Message decoded(std::string_view record) {
    Message message;
    Reader reader{record};
    reader.get(message);
    reader.end();
    return message;
}

/// Calls visit(kind, record) for each message of a packet, in order. Throws WireError.
template <class Visit> void for_each_message(std::string_view packet, Visit visit) {
    Reader reader{packet};
    while (packet.size() != 0) {
        const auto size = reader.number<std::uint32_t>();
        const auto kind = reader.number<Kind>();
        reader.number<std::uint16_t>();
        visit(kind, reader.raw(size));
        packet.remove_prefix(head_size + size);
    }
}

} // namespace turnout::plugins::isolation
