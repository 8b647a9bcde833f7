// Says every `interval` how many follows there were, and greets a while after the start.
#include <turnout/plugin.hpp>
#include <turnout/twitch/channel_follow_v2.hpp>

// --8<-- [start:class]
struct timer final : turnout::plugin {
    static constexpr turnout::setting settings[] = {
        {"interval", "how often to say it", turnout::setting_type::duration, false, "10m"}};

    explicit timer(const turnout::host& host) : plugin(host) {
        on<turnout::twitch::channel_follow_v2>([this](const auto&) { ++follows_; });
        every(config<std::chrono::milliseconds>("interval"),
              [this] { log().info("{} follows since the last time", std::exchange(follows_, 0)); });
        after(std::chrono::milliseconds{20}, [this] { log().info("ready for follows"); });
    }

private:
    int follows_ = 0; // neither an atomic nor a lock: a timer runs between handlers, never beside them
};

// --8<-- [end:class]

TURNOUT_PLUGIN(timer, "com.example.timer", "1.0.0", turnout::twitch::channel_follow_v2);
