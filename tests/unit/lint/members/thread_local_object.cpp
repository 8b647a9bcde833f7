// A plugin whose handler touches a thread_local object that has a destructor.
#include <turnout/plugin.hpp>

#include <string>

namespace {

std::string& last_type() {
    thread_local std::string text;
    return text;
}

} // namespace

struct forgetful final : turnout::plugin {
    explicit forgetful(const turnout::host& host) : plugin(host) {
        on_any([](const turnout::any_event& event) { last_type() = event.type(); });
    }
};

TURNOUT_PLUGIN(forgetful, "test.forgetful", "1.0", turnout::any_event);
