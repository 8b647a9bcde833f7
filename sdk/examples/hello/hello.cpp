#include <turnout/plugin.hpp>
#include <turnout/twitch.hpp>

struct hello final : turnout::plugin {
    explicit hello(const turnout::host& host) : plugin(host) {
        on<turnout::twitch::channel_follow_v2>([](const auto& event, auto& context) {
            context.log().info("{} followed {}", event.user_name, event.broadcaster_user_name);
        });
    }
};

TURNOUT_PLUGIN(hello, "com.example.hello", "1.0.0", turnout::twitch::channel_follow_v2);
