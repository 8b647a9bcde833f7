// Counts follows, and how long the messages of a chat are. The host shows it on /metrics.
#include <turnout/plugin.hpp>
#include <turnout/twitch.hpp>

struct counter final : turnout::plugin {
    explicit counter(const turnout::host& host) : plugin(host) {
        on<turnout::twitch::channel_follow_v2>([this](const auto& event) {
            follows_.add();
            last_.set(static_cast<double>(event.followed_at.time_since_epoch().count()) * 1e-9);
        });
        on<turnout::twitch::channel_chat_message_v1>(
            [this](const auto& event) { length_.observe(static_cast<double>(event.message.text.size())); });
    }

private:
    turnout::counter follows_ = metrics().counter("follows_total", "Follows that were seen.");
    turnout::gauge last_ = metrics().gauge("last_follow_seconds", "When the last one was.", {{"clock", "unix"}});
    turnout::histogram length_ =
        metrics().histogram("chat_message_bytes", "How long the messages of the chat are.", {20, 100, 500});
};

TURNOUT_PLUGIN(counter, "com.example.counter", "1.0.0", turnout::twitch::channel_follow_v2,
               turnout::twitch::channel_chat_message_v1);
