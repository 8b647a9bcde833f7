// Counts follows for ever, and greets each follower once in thirty days, whatever is retried, restarted or killed.
#include <turnout/plugin.hpp>
#include <turnout/twitch/channel_follow_v2.hpp>

#include <charconv>
#include <string>

struct greeter final : turnout::plugin {
    explicit greeter(const turnout::host& host) : plugin(host) {
        log().info("{} follows so far", number(state().get("follows").value_or("0")));
        // --8<-- [start:handler]
        on<turnout::twitch::channel_follow_v2>([](const auto& event, auto& context) {
            // Committed together with this delivery's OK: counted once, however often it is tried.
            const auto store = context.state();
            store.put("follows", std::to_string(number(store.get("follows").value_or("0")) + 1));

            switch (context.once("greeted/" + std::string{event.user_id}, std::chrono::hours{30 * 24})) {
            case turnout::once::fresh: context.log().info("welcome, {}", event.user_name); break;
            case turnout::once::unfinished: context.log().info("{} may have been greeted", event.user_name); break;
            case turnout::once::done: break;
            }
        });
        // --8<-- [end:handler]
    }

private:
    static long number(const std::string& text) {
        long value = 0;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    }
};

TURNOUT_PLUGIN(greeter, "com.example.state", "1.0.0", turnout::twitch::channel_follow_v2);
