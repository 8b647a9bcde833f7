// What a handler gets beside the event.
#pragma once
#include <turnout/deferred.hpp>
#include <turnout/drift.hpp>
#include <turnout/emit.hpp>
#include <turnout/event_info.hpp>
#include <turnout/ext/metrics.h>
#include <turnout/first_size.hpp>
#include <turnout/logger.hpp>
#include <turnout/state.hpp>
#include <turnout/text.hpp>

#include <chrono>
#include <stdexcept>
#include <string_view>

namespace turnout {

/// One attempt of one delivery. Valid until the handler returns.
class context : public event_info {
public:
    context(const turnout_host* host, const turnout_event& event) : event_info(event), host_(host) {}

    logger log() const { return logger{host_}; }

    /// Writes are committed with this delivery's OK, or forgotten.
    state_store state() const { return {host_, raw().token}; }

    /// Whether what `key` stands for was done before: by another attempt, another delivery, an earlier run of the host.
    turnout::once once(std::string_view key, std::chrono::milliseconds time_to_live) const {
        return state().once(key, time_to_live);
    }

    /// An event of a type of your own, "custom." and a name, stored with this delivery's OK and routed like any other.
    /// `json` is its `event`: one object. Throws emit_error.
    void emit(std::string_view type, std::string_view version, std::string_view json) const {
        detail::emit(host_, raw().token, type, version, json);
    }

    /// The verdict comes later, from any thread: keep the result, and return nothing or verdict::deferred(). From here
    /// on only deferred::answer() decides, whatever the handler returns or throws. Throws std::logic_error when it is
    /// called a second time, std::runtime_error if the host keeps no more events for this plugin.
    deferred defer() {
        if (deferred_) throw std::logic_error("turnout: defer() was called twice for one delivery");
        deferred kept{host_, raw()};
        deferred_ = true;
        return kept;
    }

    bool is_deferred() const { return deferred_; }

    /// What decoding has found goes to the host's turnout_event_drift_total{type,path}, each path once for an event.
    /// on<Event>() does this. A host without metrics does not hear of it.
    void report(const drift& found) const {
        const auto* metrics =
            static_cast<const turnout_metrics*>(host_->get_extension(host_, to_str(TURNOUT_METRICS_EXTENSION)));
        if (metrics == nullptr || metrics->struct_size < first_size<turnout_metrics>) return;
        for (const auto& path : found.paths()) metrics->drift(host_, raw().type, to_str(path), 1);
    }

private:
    const turnout_host* host_;
    bool deferred_ = false;
};

} // namespace turnout
