// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <string_view>

namespace turnout::twitch {

/// A channel gained a new subscriber; resubscriptions are not included.
struct channel_subscribe_v1 {
    static constexpr std::string_view event_type = "channel.subscribe";
    static constexpr std::string_view event_version = "1";

    enum class tier_t { unknown, tier_1000, tier_2000, tier_3000 };

    friend constexpr auto turnout_enum_names(tier_t) {
        return enum_names<tier_t, 3>{
            {{"1000", tier_t::tier_1000}, {"2000", tier_t::tier_2000}, {"3000", tier_t::tier_3000}}};
    }

    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    open_enum<tier_t> tier;
    bool is_gift = false;

    template <class Visit, class self = channel_subscribe_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                     field{"user_name", &self::user_name}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"tier", &self::tier},
                     field{"is_gift", &self::is_gift});
    }
};

} // namespace turnout::twitch
