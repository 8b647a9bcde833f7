// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <string_view>

namespace turnout::twitch {

/// A Guest Star slot setting changed; merged into channel.guest_star_guest.update in 2023. Superseded by
/// channel_guest_star_guest_update_vbeta. Twitch no longer documents it.
struct channel_guest_star_slot_update_vbeta {
    static constexpr std::string_view event_type = "channel.guest_star_slot.update";
    static constexpr std::string_view event_version = "beta";

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view session_id;
    std::string_view moderator_user_id;
    std::string_view moderator_user_login;
    std::string_view moderator_user_name; ///< display name
    std::string_view guest_user_id;
    std::string_view guest_user_login;
    std::string_view guest_user_name; ///< display name
    std::string_view slot_id;
    bool host_video_enabled = false;
    bool host_audio_enabled = false;
    std::int64_t host_volume = 0;

    template <class Visit, class self = channel_guest_star_slot_update_vbeta>
    static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"session_id", &self::session_id}, field{"moderator_user_id", &self::moderator_user_id},
                     field{"moderator_user_login", &self::moderator_user_login},
                     field{"moderator_user_name", &self::moderator_user_name},
                     field{"guest_user_id", &self::guest_user_id}, field{"guest_user_login", &self::guest_user_login},
                     field{"guest_user_name", &self::guest_user_name}, field{"slot_id", &self::slot_id},
                     field{"host_video_enabled", &self::host_video_enabled},
                     field{"host_audio_enabled", &self::host_audio_enabled}, field{"host_volume", &self::host_volume});
    }
};

} // namespace turnout::twitch
