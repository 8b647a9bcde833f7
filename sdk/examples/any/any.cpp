// Every event, whatever its type: a counter per type.
#include <turnout/plugin.hpp>

#include <map>
#include <string>

struct tally final : turnout::plugin {
    explicit tally(const turnout::host& host) : plugin(host) {
        // --8<-- [start:handler]
        on_any([this](const turnout::any_event& event, turnout::context& context) {
            const unsigned count = ++counts_[std::string{event.type()}]; // handlers run one at a time here
            context.log().info("{}@{}: {} so far, {} bytes", event.type(), event.version(), count, event.body().size());
        });
        // --8<-- [end:handler]
    }

private:
    std::map<std::string, unsigned> counts_;
};

TURNOUT_PLUGIN(tally, "com.example.any", "1.0.0", turnout::any_event);
