// What a handler gets beside the event.
#pragma once
#include <turnout/deferred.hpp>
#include <turnout/event_info.hpp>
#include <turnout/logger.hpp>

namespace turnout {

/// One attempt of one delivery. Valid until the handler returns.
class context : public event_info {
public:
    context(const turnout_host* host, const turnout_event& event) : event_info(event), host_(host) {}

    logger log() const { return logger{host_}; }

    /// The verdict comes later, from any thread: keep the result, and return nothing or verdict::deferred(). From here
    /// on only deferred::answer() decides, whatever the handler returns or throws. At most once.
    deferred defer() {
        deferred_ = true;
        return deferred{host_, raw()};
    }

    bool is_deferred() const { return deferred_; }

private:
    const turnout_host* host_;
    bool deferred_ = false;
};

} // namespace turnout
