// turnout: configure() returns nothing (applied) or a turnout::configured
#include <turnout/plugin.hpp>
#include <turnout/twitch.hpp>

using turnout::twitch::channel_follow_v2;

struct wrong final : turnout::plugin {
    explicit wrong(const turnout::host& host) : plugin(host) {
        on<channel_follow_v2>([](const channel_follow_v2&) {});
    }

    bool configure() { return true; }
};

TURNOUT_PLUGIN(wrong, "com.example.wrong", "1.0.0", channel_follow_v2);
