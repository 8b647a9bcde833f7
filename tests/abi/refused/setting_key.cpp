// turnout: a setting has a key of letters, digits
#include <turnout/plugin.hpp>

struct wrong final : turnout::plugin {
    static constexpr turnout::setting settings[] = {{"greeting", "two\nlines"}};

    explicit wrong(const turnout::host& host) : plugin(host) {}
};

TURNOUT_PLUGIN(wrong, "com.example.wrong", "1.0.0", turnout::any_event);
