// Members by their names in the JSON, for what has no struct, or for one value out of many.
#include <turnout/plugin.hpp>

#include <cstdint>
#include <string_view>

struct dynamic final : turnout::plugin {
    explicit dynamic(const turnout::host& host) : plugin(host) {
        // --8<-- [start:handler]
        on_any([](const turnout::any_event& event, turnout::context& context) {
            const auto text = event["message"]["text"].text(); // missing or no string: rejected, with the path
            const auto bits = event["cheer"]["bits"].value_or<std::int64_t>(0);
            context.log().info("{} ({} bits)", text, bits);
            for (const turnout::value fragment : event["message"]["fragments"]) {
                if (const auto emote = fragment["emote"]) context.log().info("emote {}", emote["id"].text());
            }
        });
        // --8<-- [end:handler]
    }
};

/// Declares what the plugin takes; no members are decoded.
struct chat_message {
    static constexpr std::string_view event_type = "channel.chat.message";
    static constexpr std::string_view event_version = "1";
};

TURNOUT_PLUGIN(dynamic, "com.example.dynamic", "1.0.0", chat_message);
