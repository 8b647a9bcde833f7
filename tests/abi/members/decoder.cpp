// Decodes each typed event and logs it again as JSON.
#include "encode.hpp"
#include "every_event.hpp"

#include <turnout/plugin.hpp>

namespace abi {

class decoder final : public turnout::plugin {
public:
    explicit decoder(const turnout::host& host) : plugin(host) { echo<ABI_EVERY_EVENT>(); }

private:
    template <class... Events> void echo() {
        const auto one = [](const auto& event, const turnout::context& context) {
            std::string text;
            encode_value(text, event);
            context.log().write(TURNOUT_INFO, text);
        };
        (on<Events>(one), ...);
    }
};

} // namespace abi

TURNOUT_PLUGIN(abi::decoder, "test.decoder", "1.0.0", ABI_EVERY_EVENT);
