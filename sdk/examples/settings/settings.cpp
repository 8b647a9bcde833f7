// Settings: plugin.NAME.greeting, plugin.NAME.only_after, plugin.NAME.file in the properties.
#include <turnout/plugin.hpp>
#include <turnout/twitch/channel_follow_v2.hpp>

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>

// --8<-- [start:class]
class greeter final : public turnout::plugin {
public:
    static constexpr turnout::setting settings[] = {{"greeting", "what to say; required"},
                                                    {"pause", "how long to wait after a greeting; 10s"},
                                                    {"max_file", "largest file that is written; 64k"}};

    explicit greeter(const turnout::host& host)
        : plugin(host),
          greeting_(config<std::string>("greeting")), // "plugin.NAME.greeting is missing" refuses the plugin
          pause_(config<std::chrono::milliseconds>("pause", std::chrono::seconds{10})),
          max_file_(config<turnout::byte_size>("max_file", {64 * 1024})) {
        if (greeting_.empty()) throw std::runtime_error("plugin.greeter.greeting is empty: say something");
        on<turnout::twitch::channel_follow_v2>([this](const auto& event, auto& context) {
            context.log().info("{}, {}; pause {}, {} bytes", greeting_, event.user_name, pause_, max_file_.count);
        });
    }

private:
    std::string greeting_; // copies: what config() reads is the host's
    std::chrono::milliseconds pause_;
    turnout::byte_size max_file_;
};

// --8<-- [end:class]
TURNOUT_PLUGIN(greeter, "com.example.settings", "1.0.0", turnout::twitch::channel_follow_v2);
