// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <optional>
#include <string_view>

namespace turnout::twitch {

/// A viewer was banned or timed out.
struct channel_ban_v1 {
    static constexpr std::string_view event_type = "channel.ban";
    static constexpr std::string_view event_version = "1";

    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view moderator_user_id;
    std::string_view moderator_user_login;
    std::string_view moderator_user_name; ///< display name
    std::string_view reason;              ///< may be empty
    timestamp banned_at;
    std::optional<timestamp> ends_at; ///< null for a permanent ban
    bool is_permanent = false;

    template <class Visit, class self = channel_ban_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                     field{"user_name", &self::user_name}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"moderator_user_id", &self::moderator_user_id},
                     field{"moderator_user_login", &self::moderator_user_login},
                     field{"moderator_user_name", &self::moderator_user_name}, field{"reason", &self::reason},
                     field{"banned_at", &self::banned_at}, field{"ends_at", &self::ends_at},
                     field{"is_permanent", &self::is_permanent});
    }
};

} // namespace turnout::twitch
