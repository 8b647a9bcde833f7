#include "sentence.hpp"

#include <turnout/format.hpp>

#include <array>
#include <initializer_list>
#include <string_view>

namespace logger {

namespace {

using turnout::any_event;

std::string_view text(const turnout::value& value) {
    return value.kind() == TURNOUT_STRING ? value.text() : std::string_view{};
}

std::string_view first_of(const any_event& event, std::initializer_list<std::string_view> keys) {
    for (const auto key : keys) {
        if (const auto found = text(event[key]); !found.empty()) return found;
    }
    return {};
}

std::string_view who(const any_event& event) {
    return first_of(event, {"chatter_user_name", "user_name", "from_broadcaster_user_name", "user_login", "user_id"});
}

std::string_view where(const any_event& event) {
    return first_of(event, {"broadcaster_user_name", "to_broadcaster_user_name", "host_broadcaster_user_name",
                            "broadcaster_user_login", "broadcaster_user_id"});
}

/// Between who and where.
struct Phrase {
    std::string_view type;
    std::string_view verb;
};

constexpr std::array phrases{
    Phrase{"channel.ad_break.begin", "begins an ad break on"},
    Phrase{"channel.ban", "was banned from"},
    Phrase{"channel.channel_points_custom_reward_redemption.add", "redeemed a reward of"},
    Phrase{"channel.chat.message", "wrote in the chat of"},
    Phrase{"channel.cheer", "cheered for"},
    Phrase{"channel.follow", "followed"},
    Phrase{"channel.moderator.add", "became a moderator of"},
    Phrase{"channel.moderator.remove", "is no longer a moderator of"},
    Phrase{"channel.raid", "raids"},
    Phrase{"channel.subscribe", "subscribed to"},
    Phrase{"channel.subscription.end", "is no longer subscribed to"},
    Phrase{"channel.subscription.gift", "gave subscriptions to viewers of"},
    Phrase{"channel.subscription.message", "resubscribed to"},
    Phrase{"channel.unban", "may write again in the chat of"},
    Phrase{"channel.vip.add", "became a VIP of"},
    Phrase{"channel.vip.remove", "is no longer a VIP of"},
};

/// What the channel itself does.
constexpr std::array own_phrases{
    Phrase{"channel.update", "changed its title or category"},
    Phrase{"stream.offline", "went offline"},
    Phrase{"stream.online", "went live"},
};

std::string_view verb_of(std::string_view type) {
    for (const auto& phrase : phrases) {
        if (phrase.type == type) return phrase.verb;
    }
    return "in";
}

/// What makes an event of this kind worth reading: the words, the number of bits, of viewers.
std::string details(const any_event& event) {
    if (const auto said = text(event["message"]["text"]); !said.empty()) return turnout::format(": {}", said);
    for (const std::string_view key : {"bits", "viewers", "total"}) {
        const auto number = event[key];
        if (number.kind() == TURNOUT_INT) return turnout::format(" ({} {})", number.integer(), key);
    }
    if (const auto title = first_of(event, {"title"}); !title.empty()) return turnout::format(": {}", title);
    if (const auto title = text(event["reward"]["title"]); !title.empty()) return turnout::format(": {}", title);
    return {};
}

} // namespace

std::string sentence(const any_event& event) {
    const auto subject = who(event);
    const auto channel = where(event);
    for (const auto& phrase : own_phrases) {
        if (phrase.type == event.type()) return turnout::format("{} {}{}", channel, phrase.verb, details(event));
    }
    if (channel.empty()) return std::string{subject};
    const std::string_view verb = verb_of(event.type());
    if (subject.empty()) {
        return verb == "in" ? std::string{channel} : turnout::format("someone {} {}{}", verb, channel, details(event));
    }
    return turnout::format("{} {} {}{}", subject, verb, channel, details(event));
}

} // namespace logger
