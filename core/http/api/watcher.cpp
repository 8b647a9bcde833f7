#include "core/http/api/watcher.hpp"

#include <algorithm>

namespace turnout::http {
namespace {

constexpr std::string_view head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\n"
                                  "Connection: close\r\n\r\n: watching\n\n";
constexpr std::string_view heartbeat = ":\n\n";
constexpr std::string_view farewell = "event: end\ndata: {\"reason\":\"the host stops\"}\n\n";

} // namespace

Watcher::Watcher(Exchange exchange, Interest interest, const LiveFeed::Limits& limits, Now now)
    : exchange_(std::move(exchange)),
      interest_(std::move(interest)),
      limits_(limits),
      buffer_(head),
      taken_(now),
      sent_(now) {
}

bool Watcher::wants(const Note& note) const {
    const auto& types = interest_.types;
    return types.empty() ||
           std::any_of(types.begin(), types.end(), [&](const auto& each) { return type_fits(each, note.type); });
}

void Watcher::offer(std::string_view text) {
    confess();
    if (missed_ > 0 || buffer_.size() + text.size() > limits_.buffer)
        ++missed_;
    else
        buffer_.append(text);
}

// Half of the buffer must be free: else a client that is always behind would be told of every single event.
void Watcher::confess() {
    if (missed_ == 0 || buffer_.size() > limits_.buffer / 2) return;
    buffer_.append("event: missed\ndata: {\"count\":").append(std::to_string(missed_)).append("}\n\n");
    missed_ = 0;
}

bool Watcher::serve(Now now) {
    if (left_) return false;
    confess();
    if (buffer_.empty() && now - sent_ >= limits_.heartbeat) buffer_.append(heartbeat);
    return flush(now) && (buffer_.empty() || now - taken_ < limits_.patience);
}

bool Watcher::flush(Now now) {
    if (buffer_.empty()) {
        taken_ = now;
        return true;
    }
    sent_ = now;
    const auto taken = exchange_.send_some(buffer_);
    if (!taken) return false;
    if (*taken > 0) taken_ = now;
    buffer_.erase(0, *taken);
    return true;
}

void Watcher::end() {
    buffer_.append(farewell);
    exchange_.send_some(buffer_);
    exchange_.finish(false);
}

} // namespace turnout::http
