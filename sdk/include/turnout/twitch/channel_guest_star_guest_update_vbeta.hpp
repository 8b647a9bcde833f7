// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace turnout::twitch {

/// A guest or slot changed in a running Guest Star session. Beta: Twitch may change it.
struct channel_guest_star_guest_update_vbeta {
    static constexpr std::string_view event_type = "channel.guest_star_guest.update";
    static constexpr std::string_view event_version = "beta";

    enum class state_t { unknown, invited, accepted, ready, backstage, live, removed };

    friend constexpr auto turnout_enum_names(state_t) {
        return enum_names<state_t, 6>{{{"invited", state_t::invited},
                                       {"accepted", state_t::accepted},
                                       {"ready", state_t::ready},
                                       {"backstage", state_t::backstage},
                                       {"live", state_t::live},
                                       {"removed", state_t::removed}}};
    }

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view session_id;
    std::optional<std::string_view> moderator_user_id; ///< null when the guest made the change
    std::optional<std::string_view> moderator_user_login;
    std::optional<std::string_view> moderator_user_name; ///< display name
    std::optional<std::string_view> guest_user_id;       ///< null when the slot is empty
    std::optional<std::string_view> guest_user_login;
    std::optional<std::string_view> guest_user_name; ///< display name
    std::optional<std::string_view> slot_id;         ///< null while the guest has no slot
    std::optional<open_enum<state_t>> state;         ///< null when the slot is empty
    std::optional<std::string_view> host_user_id;
    std::optional<std::string_view> host_user_login;
    std::optional<std::string_view> host_user_name; ///< display name
    std::optional<bool> host_video_enabled;         ///< null without a slot
    std::optional<bool> host_audio_enabled;
    std::optional<std::int64_t> host_volume; ///< 0 to 100

    template <class Visit, class self = channel_guest_star_guest_update_vbeta>
    static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"session_id", &self::session_id}, field{"moderator_user_id", &self::moderator_user_id},
                     field{"moderator_user_login", &self::moderator_user_login},
                     field{"moderator_user_name", &self::moderator_user_name},
                     field{"guest_user_id", &self::guest_user_id}, field{"guest_user_login", &self::guest_user_login},
                     field{"guest_user_name", &self::guest_user_name}, field{"slot_id", &self::slot_id},
                     field{"state", &self::state}, field{"host_user_id", &self::host_user_id},
                     field{"host_user_login", &self::host_user_login}, field{"host_user_name", &self::host_user_name},
                     field{"host_video_enabled", &self::host_video_enabled},
                     field{"host_audio_enabled", &self::host_audio_enabled}, field{"host_volume", &self::host_volume});
    }
};

} // namespace turnout::twitch
