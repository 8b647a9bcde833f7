// Twitch has ended a subscription: say so where somebody sees it.
#include <turnout/plugin.hpp>
#include <turnout/twitch/channel_follow_v2.hpp>

#include <string_view>

struct watchman final : turnout::plugin {
    explicit watchman(const turnout::host& host) : plugin(host) {
        on<turnout::twitch::channel_follow_v2>([](const auto&) {});
        // --8<-- [start:handler]
        on_revocation([](const turnout::revocation& event, turnout::context& context) {
            const auto broadcaster = event.condition()["broadcaster_user_id"].value_or<std::string_view>("nobody");
            context.log().warning("no more {} for {}: {}", event.type(), broadcaster, event.reason());
        });
        // --8<-- [end:handler]
    }
};

TURNOUT_PLUGIN(watchman, "com.example.revocation", "1.0.0", turnout::twitch::channel_follow_v2);
