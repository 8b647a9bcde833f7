// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <string_view>

namespace turnout::twitch {

/// One broadcaster raided another.
struct channel_raid_v1 {
    static constexpr std::string_view event_type = "channel.raid";
    static constexpr std::string_view event_version = "1";

    std::string_view from_broadcaster_user_id;
    std::string_view from_broadcaster_user_login;
    std::string_view from_broadcaster_user_name; ///< display name
    std::string_view to_broadcaster_user_id;
    std::string_view to_broadcaster_user_login;
    std::string_view to_broadcaster_user_name; ///< display name
    std::int64_t viewers = 0;

    template <class Visit, class self = channel_raid_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"from_broadcaster_user_id", &self::from_broadcaster_user_id},
                     field{"from_broadcaster_user_login", &self::from_broadcaster_user_login},
                     field{"from_broadcaster_user_name", &self::from_broadcaster_user_name},
                     field{"to_broadcaster_user_id", &self::to_broadcaster_user_id},
                     field{"to_broadcaster_user_login", &self::to_broadcaster_user_login},
                     field{"to_broadcaster_user_name", &self::to_broadcaster_user_name},
                     field{"viewers", &self::viewers});
    }
};

} // namespace turnout::twitch
