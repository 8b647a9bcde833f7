// Every verdict: done, again later, never again.
#include <turnout/plugin.hpp>
#include <turnout/twitch/channel_cheer_v1.hpp>

#include <chrono>
#include <string>

struct verdicts final : turnout::plugin {
    explicit verdicts(const turnout::host& host) : plugin(host) {
        // --8<-- [start:handler]
        on<turnout::twitch::channel_cheer_v1>([this](const auto& event, auto& context) -> turnout::verdict {
            if (event.bits <= 0) return turnout::verdict::reject("a cheer without bits"); // a dead letter
            if (!service_is_up(context.attempt())) {
                return turnout::verdict::retry("the service is down", std::chrono::seconds{5});
            }
            context.log().info("{} bits, attempt {}", event.bits, context.attempt());
            return turnout::verdict::ok();
        });
        // --8<-- [end:handler]
    }

private:
    /// Stands for a call to another system: it works from the third attempt on.
    static bool service_is_up(unsigned attempt) { return attempt > 2; }
};

TURNOUT_PLUGIN(verdicts, "com.example.verdicts", "1.0.0", turnout::twitch::channel_cheer_v1);
