// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace turnout::twitch {

/// Chat room modes of a channel changed.
struct channel_chat_settings_update_v1 {
    static constexpr std::string_view event_type = "channel.chat_settings.update";
    static constexpr std::string_view event_version = "1";

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    bool emote_mode = false;
    bool follower_mode = false;
    std::optional<std::int64_t> follower_mode_duration_minutes; ///< null when follower_mode is false
    bool slow_mode = false;
    std::optional<std::int64_t> slow_mode_wait_time_seconds; ///< null when slow_mode is false
    bool subscriber_mode = false;
    bool unique_chat_mode = false;

    template <class Visit, class self = channel_chat_settings_update_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"emote_mode", &self::emote_mode}, field{"follower_mode", &self::follower_mode},
                     field{"follower_mode_duration_minutes", &self::follower_mode_duration_minutes},
                     field{"slow_mode", &self::slow_mode},
                     field{"slow_mode_wait_time_seconds", &self::slow_mode_wait_time_seconds},
                     field{"subscriber_mode", &self::subscriber_mode},
                     field{"unique_chat_mode", &self::unique_chat_mode});
    }
};

} // namespace turnout::twitch
