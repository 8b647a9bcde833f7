// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <string_view>

namespace turnout::twitch {

/// A channel received a shoutout; only sent when it appears in the activity feed.
struct channel_shoutout_receive_v1 {
    static constexpr std::string_view event_type = "channel.shoutout.receive";
    static constexpr std::string_view event_version = "1";

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view from_broadcaster_user_id;
    std::string_view from_broadcaster_user_login;
    std::string_view from_broadcaster_user_name; ///< display name
    std::int64_t viewer_count = 0;
    timestamp started_at;

    template <class Visit, class self = channel_shoutout_receive_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"from_broadcaster_user_id", &self::from_broadcaster_user_id},
                     field{"from_broadcaster_user_login", &self::from_broadcaster_user_login},
                     field{"from_broadcaster_user_name", &self::from_broadcaster_user_name},
                     field{"viewer_count", &self::viewer_count}, field{"started_at", &self::started_at});
    }
};

} // namespace turnout::twitch
