// Makes an event of its own of every third follow; whoever has a route for custom.milestone gets it, here the same
// plugin.
#include <turnout/plugin.hpp>
#include <turnout/twitch/channel_follow_v2.hpp>

#include <charconv>
#include <string>

struct milestone {
    static constexpr std::string_view event_type = "custom.milestone";
    static constexpr std::string_view event_version = "1";

    std::int64_t follows = 0;
    std::string_view last;

    static constexpr auto fields() {
        return std::tuple{turnout::field{"follows", &milestone::follows}, turnout::field{"last", &milestone::last}};
    }
};

struct milestones final : turnout::plugin {
    explicit milestones(const turnout::host& host) : plugin(host) {
        needs(TURNOUT_EMIT_EXTENSION);
        on<turnout::twitch::channel_follow_v2>([](const auto& event, auto& context) {
            const auto store = context.state();
            const auto follows = std::stol(store.get("follows").value_or("0")) + 1;
            store.put("follows", std::to_string(follows));
            if (follows % 3 == 0)
                context.emit("custom.milestone", "1",
                             turnout::format("{{\"follows\":{},\"last\":\"{}\"}}", follows, event.user_login));
        });
        on<milestone>([](const auto& event, auto& context) {
            context.log().info("{} follows, the last one was {}", event.follows, event.last);
        });
    }
};

TURNOUT_PLUGIN(milestones, "com.example.emit", "1.0.0", turnout::twitch::channel_follow_v2, milestone);
