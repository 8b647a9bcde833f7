// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// A subscriber shared a resubscription message.
struct channel_subscription_message_v1 {
    static constexpr std::string_view event_type = "channel.subscription.message";
    static constexpr std::string_view event_version = "1";

    enum class tier_t { unknown, tier_1000, tier_2000, tier_3000 };

    friend constexpr auto turnout_enum_names(tier_t) {
        return enum_names<tier_t, 3>{
            {{"1000", tier_t::tier_1000}, {"2000", tier_t::tier_2000}, {"3000", tier_t::tier_3000}}};
    }

    struct message_t {
        struct emotes_t {
            std::int64_t begin = 0; ///< index of the first character
            std::int64_t end = 0;   ///< index of the last character
            std::string_view id;

            template <class Visit, class self = emotes_t> static constexpr auto fields(Visit visit) {
                return visit(field{"begin", &self::begin}, field{"end", &self::end}, field{"id", &self::id});
            }
        };

        std::string_view text;
        std::optional<std::vector<emotes_t>> emotes; ///< twurple and some payloads allow null

        template <class Visit, class self = message_t> static constexpr auto fields(Visit visit) {
            return visit(field{"text", &self::text}, field{"emotes", &self::emotes});
        }
    };

    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    open_enum<tier_t> tier;
    message_t message;
    std::int64_t cumulative_months = 0;
    std::optional<std::int64_t> streak_months; ///< null when not shared
    std::int64_t duration_months = 0;

    template <class Visit, class self = channel_subscription_message_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                     field{"user_name", &self::user_name}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"tier", &self::tier},
                     field{"message", &self::message}, field{"cumulative_months", &self::cumulative_months},
                     field{"streak_months", &self::streak_months}, field{"duration_months", &self::duration_months});
    }
};

} // namespace turnout::twitch
