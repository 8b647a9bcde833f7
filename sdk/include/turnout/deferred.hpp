// A delivery whose verdict comes later.
#pragma once
#include <turnout/abi.h>
#include <turnout/emit.hpp>
#include <turnout/event_info.hpp>
#include <turnout/state.hpp>
#include <turnout/verdict.hpp>

#include <stdexcept>
#include <string_view>
#include <utility>

namespace turnout {

/// Keeps the event's memory and the duty to answer. Move-only; any thread may answer, once, before stop() returns.
/// Destroyed without an answer it answers "retry". One that was answered or moved from is empty: answer() is false, and
/// the other functions throw std::logic_error.
class deferred {
public:
    /// Throws std::runtime_error if the host keeps no more events for this plugin: the handler's retry.
    deferred(const turnout_host* host, const turnout_event& event) : host_(host), event_(&event) {
        if (host_->retain(host_, event.token) != 1)
            throw std::runtime_error("the host keeps no more events for this plugin: too many are deferred");
    }

    deferred(deferred&& other) noexcept : host_(other.host_), event_(std::exchange(other.event_, nullptr)) {}

    deferred& operator=(deferred&& other) noexcept {
        std::swap(host_, other.host_);
        std::swap(event_, other.event_);
        return *this;
    }

    deferred(const deferred&) = delete;
    deferred& operator=(const deferred&) = delete;

    ~deferred() {
        if (event_ == nullptr) return;
        turnout_outcome outcome{sizeof(turnout_outcome), 0, {}};
        copy_text(outcome.reason, "the handler dropped a deferred delivery");
        send(TURNOUT_RETRY, outcome);
    }

    /// False if the host does not wait for it any more (it was late), or it was answered before.
    bool answer(const verdict& result) {
        if (event_ == nullptr) return false;
        turnout_outcome outcome{sizeof(turnout_outcome), 0, {}};
        result.write(outcome);
        return send(result.code(), outcome);
    }

    /// Whether there is still something to answer.
    explicit operator bool() const { return event_ != nullptr; }

    /// The event; valid until answer().
    event_info event() const { return event_info{held()}; }

    /// As those of the context, until answer().
    state_store state() const { return {host_, held().token}; }

    void emit(std::string_view type, std::string_view version, std::string_view json) const {
        detail::emit(host_, held().token, type, version, json);
    }

private:
    const turnout_event& held() const {
        if (event_ == nullptr) throw std::logic_error("turnout::deferred: it was answered, or moved to another one");
        return *event_;
    }

    bool send(turnout_verdict code, const turnout_outcome& outcome) noexcept {
        const std::uint64_t token = std::exchange(event_, nullptr)->token;
        const bool taken = host_->complete(host_, token, code, &outcome) == 1;
        host_->release(host_, token);
        return taken;
    }

    const turnout_host* host_;
    const turnout_event* event_;
};

} // namespace turnout
