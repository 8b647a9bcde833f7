// number_of_placeholders_differs_from_number_of_arguments
#include <turnout/plugin.hpp>
#include <turnout/twitch.hpp>

using turnout::twitch::channel_follow_v2;

struct wrong final : turnout::plugin {
    explicit wrong(const turnout::host& host) : plugin(host) { log().info("{} and {}", 1); }
};

TURNOUT_PLUGIN(wrong, "com.example.wrong", "1.0.0", channel_follow_v2);
