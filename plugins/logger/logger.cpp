// A readable line in the host's log for every event.
#include "sentence.hpp"

#include <turnout/plugin.hpp>

namespace logger {

class plugin final : public turnout::plugin {
public:
    static constexpr unsigned max_concurrency = 0; // it keeps nothing
    static constexpr std::string_view summary = "a readable line in the host's log for every event";

    explicit plugin(const turnout::host& host) : turnout::plugin(host) {
        on_any([](const turnout::any_event& event, const turnout::context& context) {
            const auto words = sentence(event);
            context.log().info("{} {}@{}{}{} [{}{}]", turnout::format_timestamp(event.sent()), event.type(),
                               event.version(), words.empty() ? "" : " ", words, event.message_id(), again(event));
        });
        on_revocation([](const turnout::revocation& event, const turnout::context& context) {
            context.log().warning("{} {}@{} subscription {} was revoked: {} [{}{}]",
                                  turnout::format_timestamp(event.sent()), event.type(), event.version(),
                                  event.subscription_id(), event.reason(), event.message_id(), again(event));
        });
    }

private:
    static std::string again(const turnout::event_info& event) {
        std::string result;
        if (event.attempt() > 1) result += turnout::format(", attempt {}", event.attempt());
        if (event.replayed()) result += ", replayed";
        return result;
    }
};

} // namespace logger

TURNOUT_PLUGIN(logger::plugin, "turnout.logger", "0.1.0", turnout::any_event);
