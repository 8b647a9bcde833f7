// The plugin plugin_name. README.md says how to build, test and run it.
#include <turnout/plugin.hpp>
//{ each type
#include <turnout/twitch/channel_follow_v2.hpp>
//}

#include <string>
#include <string_view>

class plugin_name_plugin final : public turnout::plugin {
public:
    static constexpr std::string_view summary = "greets in the log";
    static constexpr turnout::setting settings[] = {
        {.key = "greeting", .help = "what each line begins with", .fallback = "hello"}};

    explicit plugin_name_plugin(const turnout::host& host) : plugin(host), greeting_(config<std::string>("greeting")) {
        //{ each type
        on<turnout::twitch::channel_follow_v2>([this](const auto& event, auto& context) {
            context.log().info("{}: {} in channel {}", greeting_, event.event_type, context.broadcaster_id());
        });
        //}
    }

private:
    std::string greeting_;
};

TURNOUT_PLUGIN(plugin_name_plugin, "com.example.plugin_name", "0.1.0", turnout::twitch::channel_follow_v2);
