// turnout: on<Event>() needs a typed event such as turnout::twitch::channel_follow_v2
#include <turnout/plugin.hpp>
#include <turnout/twitch.hpp>

using turnout::twitch::channel_follow_v2;

struct wrong final : turnout::plugin {
    explicit wrong(const turnout::host& host) : plugin(host) {
        on<int>([](int) {});
    }
};

TURNOUT_PLUGIN(wrong, "com.example.wrong", "1.0.0", channel_follow_v2);
