// A plugin that does nothing, on as many threads as the host likes.
#include <turnout/plugin.hpp>

struct noop final : turnout::plugin {
    static constexpr unsigned max_concurrency = 0;

    explicit noop(const turnout::host& host) : plugin(host) {
        on_any([](const turnout::any_event&) {});
    }
};

TURNOUT_PLUGIN(noop, "test.noop", "1.0.0", turnout::any_event);
