// A healthy plugin, but built without the SDK's options.
#include <turnout/plugin.hpp>

#include <map>

template <class T> struct registry {
    static std::map<int, T>& all() {
        static std::map<int, T> table; // one for the process: a unique symbol
        return table;
    }
};

struct careless final : turnout::plugin {
    explicit careless(const turnout::host& host) : plugin(host) {
        on_any([](const turnout::any_event& event) { registry<int>::all()[0] += static_cast<int>(event.attempt()); });
    }
};

TURNOUT_PLUGIN(careless, "test.careless", "1.0", turnout::any_event);
