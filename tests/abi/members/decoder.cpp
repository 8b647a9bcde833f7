// Decodes each typed event and logs it again as JSON.
#include "encode.hpp"

#include <turnout/plugin.hpp>
#include <turnout/twitch.hpp>

namespace abi {

class decoder final : public turnout::plugin {
public:
    explicit decoder(const turnout::host& host) : plugin(host) {
        echo<turnout::twitch::channel_chat_message_v1>();
        echo<turnout::twitch::channel_follow_v2>();
        echo<turnout::twitch::stream_online_v1>();
    }

private:
    template <class Event> void echo() {
        on<Event>([](const Event& event, const turnout::context& context) {
            std::string text;
            encode_value(text, event);
            context.log().write(TURNOUT_INFO, text);
        });
    }
};

} // namespace abi

TURNOUT_PLUGIN(abi::decoder, "test.decoder", "1.0.0", turnout::twitch::channel_chat_message_v1,
               turnout::twitch::channel_follow_v2, turnout::twitch::stream_online_v1);
