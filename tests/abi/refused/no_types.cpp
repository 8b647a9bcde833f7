// turnout: TURNOUT_PLUGIN(Class, id, version, event types...) needs at least one event type
#include <turnout/plugin.hpp>
#include <turnout/twitch.hpp>

using turnout::twitch::channel_follow_v2;

struct wrong final : turnout::plugin {
    explicit wrong(const turnout::host& host) : plugin(host) {
        on_any([](const turnout::any_event&) {});
    }
};

TURNOUT_PLUGIN(wrong, "com.example.wrong", "1.0.0");
