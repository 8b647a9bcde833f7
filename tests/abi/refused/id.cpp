// turnout: id and version of a plugin are 1 to 100 letters
#include <turnout/plugin.hpp>

struct wrong final : turnout::plugin {
    explicit wrong(const turnout::host& host) : plugin(host) {}
};

TURNOUT_PLUGIN(wrong, "an id with spaces", "1.0.0", turnout::any_event);
