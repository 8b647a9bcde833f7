// Settings: plugin.NAME.greeting, plugin.NAME.only_after, plugin.NAME.file in the properties.
#include <turnout/plugin.hpp>
#include <turnout/twitch/channel_follow_v2.hpp>

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <utility>

// --8<-- [start:class]
class greeter final : public turnout::plugin {
public:
    using type = turnout::setting_type;
    static constexpr turnout::setting settings[] = {
        {.key = "greeting", .help = "what to say", .required = true}, // the host refuses the plugin without it
        {.key = "pause", .help = "wait after a greeting", .type = type::duration, .fallback = "10s"},
        {.key = "max_file", .help = "largest file that is written", .type = type::size}};

    explicit greeter(const turnout::host& host) : plugin(host) {
        configure();
        on<turnout::twitch::channel_follow_v2>([this](const auto& event, auto& context) {
            context.log().info("{}, {}; pause {}, {} bytes", greeting_, event.user_name, pause_, max_file_.count);
        });
    }

    /// The host calls it when the settings have changed, while no handler runs. If it throws, the old ones stay.
    void configure() {
        auto greeting = config<std::string>("greeting");                  // a copy: what config() reads is the host's
        const auto interval = config<std::chrono::milliseconds>("pause"); // its default is declared
        const auto largest = config<turnout::byte_size>("max_file", {64 * 1024});
        if (greeting.empty()) throw std::runtime_error("plugin.greeter.greeting is empty: say something");
        greeting_ = std::move(greeting);
        pause_ = interval;
        max_file_ = largest;
    }

private:
    std::string greeting_;
    std::chrono::milliseconds pause_{};
    turnout::byte_size max_file_{};
};

// --8<-- [end:class]
TURNOUT_PLUGIN(greeter, "com.example.settings", "1.0.0", turnout::twitch::channel_follow_v2);
