// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <string_view>

namespace turnout::twitch {

/// A user became VIP of a channel.
struct channel_vip_add_v1 {
    static constexpr std::string_view event_type = "channel.vip.add";
    static constexpr std::string_view event_version = "1";

    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name

    template <class Visit, class self = channel_vip_add_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                     field{"user_name", &self::user_name}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name});
    }
};

} // namespace turnout::twitch
