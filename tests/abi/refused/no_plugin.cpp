// turnout: a plugin derives from turnout::plugin
#include <turnout/plugin.hpp>

struct wrong final {
    explicit wrong(const turnout::host&) {}
};

TURNOUT_PLUGIN(wrong, "com.example.wrong", "1.0.0", turnout::any_event);
