// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <string_view>

namespace turnout::twitch {

/// A channel gave a shoutout.
struct channel_shoutout_create_v1 {
    static constexpr std::string_view event_type = "channel.shoutout.create";
    static constexpr std::string_view event_version = "1";

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view to_broadcaster_user_id;
    std::string_view to_broadcaster_user_login;
    std::string_view to_broadcaster_user_name; ///< display name
    std::string_view moderator_user_id;
    std::string_view moderator_user_login;
    std::string_view moderator_user_name; ///< display name
    std::int64_t viewer_count = 0;
    timestamp started_at;
    timestamp cooldown_ends_at;
    timestamp target_cooldown_ends_at;

    template <class Visit, class self = channel_shoutout_create_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"to_broadcaster_user_id", &self::to_broadcaster_user_id},
                     field{"to_broadcaster_user_login", &self::to_broadcaster_user_login},
                     field{"to_broadcaster_user_name", &self::to_broadcaster_user_name},
                     field{"moderator_user_id", &self::moderator_user_id},
                     field{"moderator_user_login", &self::moderator_user_login},
                     field{"moderator_user_name", &self::moderator_user_name},
                     field{"viewer_count", &self::viewer_count}, field{"started_at", &self::started_at},
                     field{"cooldown_ends_at", &self::cooldown_ends_at},
                     field{"target_cooldown_ends_at", &self::target_cooldown_ends_at});
    }
};

} // namespace turnout::twitch
