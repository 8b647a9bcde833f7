// Tests of the plugin, without a host. Any framework will do; this needs none.
#include <turnout/testing.hpp>
//{ each type
#include <turnout/twitch/channel_follow_v2.hpp>
//}

#include <iostream>

namespace {

int failures = 0;

void check(bool holds, const char* what) {
    if (holds) return;
    std::cerr << "not so: " << what << '\n';
    ++failures;
}

} // namespace

int main() {
    turnout::testing::fake_host host;
    host.set("greeting", "ahoy");
    turnout::testing::plugin_under_test plugin{host};
    //{ each type
    {
        auto event = turnout::testing::sample<turnout::twitch::channel_follow_v2>();
        check(plugin.handle(event).ok(), "channel.follow@2 is handled");
        check(host.logged("ahoy: channel.follow in channel"), "channel.follow@2 is greeted");
    }
    //}
    return failures == 0 ? 0 : 1;
}
