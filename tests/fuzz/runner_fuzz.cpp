// Whatever a plugin's process may send: the host refuses it, or does what a plugin in its own process could have it do.
#include "core/plugin/isolation/calls.hpp"
#include "core/plugin/isolation/event_message.hpp"
#include "core/plugin/isolation/lent.hpp"
#include "core/plugin/isolation/service_desk.hpp"
#include "core/plugin/state_service.hpp"
#include "core/plugin/text.hpp"

#include <spdlog/logger.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

using namespace turnout::plugins;

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

/// A delivery side that lends nothing.
class Nobody final : public DeferredPort, public StatePort, public EmitPort {
public:
    void answered(std::string_view, std::span<const Answer>) noexcept override {}

    bool complete(std::string_view, std::uint64_t, turnout_verdict verdict, std::uint32_t,
                  std::string_view reason) noexcept override {
        require(verdict >= TURNOUT_OK && verdict <= TURNOUT_REJECT && reason.size() < sizeof(turnout_outcome::reason));
        return false;
    }

    bool retain(std::string_view, std::uint64_t) noexcept override { return true; }

    bool release(std::string_view, std::uint64_t) noexcept override { return true; }

    turnout_state_result get(const std::string&, std::uint64_t, const std::string& key, std::string& value) override {
        require(!key.empty() && key.size() <= TURNOUT_STATE_MAX_KEY);
        value = key;
        return TURNOUT_STATE_DONE;
    }

    turnout_state_result write(const std::string&, std::uint64_t, const std::string& key,
                               std::optional<std::string> value) override {
        require(!key.empty() && key.size() <= TURNOUT_STATE_MAX_KEY);
        require(!value || value->size() <= TURNOUT_STATE_MAX_VALUE);
        return TURNOUT_STATE_DONE;
    }

    turnout_state_result scan(const std::string&, std::uint64_t, const std::string& prefix, const std::string&,
                              std::size_t limit, Entries& found) override {
        require(limit <= TURNOUT_STATE_MAX_SCAN);
        found.emplace_back(prefix, "value");
        return TURNOUT_STATE_DONE;
    }

    turnout_state_result once(const std::string&, std::uint64_t, const std::string&,
                              std::chrono::milliseconds time_to_live) override {
        require(time_to_live.count() > 0);
        return TURNOUT_STATE_DONE;
    }

    turnout_emit_result emit(const std::string&, std::uint64_t, std::string_view type, std::string_view,
                             std::string_view json) override {
        require(is_derived_type(type) && json.size() <= TURNOUT_EMIT_MAX_BODY);
        return TURNOUT_EMIT_DONE;
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace turnout::plugins::isolation;
    static Nobody nobody;
    static HostServices services{
        {"fuzz", {}, {}}, "0", nobody, std::make_shared<spdlog::logger>("none"), {nullptr, nullptr, &nobody, &nobody}};
    Lent lent;
    RecentLines lines;
    ServiceDesk desk{services, lent, lines};
    const std::string_view packet{reinterpret_cast<const char*>(data), size};
    try {
        for_each_message(packet, [&](Kind kind, std::string_view record) {
            std::optional<std::string> reply;
            if (desk.serve(kind, record, reply)) {
                if (reply)
                    for_each_message(*reply, [](Kind its, std::string_view body) {
                        require(its == Kind::reply);
                        decoded<Reply>(body);
                    });
                return;
            }
            if (kind == Kind::answer) {
                const auto answer = decoded<AnswerMessage>(record);
                require(!lent.answered(answer.token, answer.verdict, std::chrono::nanoseconds{answer.handling_ns}));
            }
            if (kind == Kind::event) {
                const EventMemory memory{record};
                std::string again;
                append_event(again, memory.event());
            }
        });
    } catch (const WireError&) { // what is none is refused
    }
    return 0;
}
