// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <string_view>

namespace turnout::twitch {

/// The host changed Guest Star preferences. Beta: Twitch may change it.
struct channel_guest_star_settings_update_vbeta {
    static constexpr std::string_view event_type = "channel.guest_star_settings.update";
    static constexpr std::string_view event_version = "beta";

    enum class group_layout_t {
        unknown,
        tiled,
        screenshare,
        horizontal_top,
        horizontal_bottom,
        vertical_left,
        vertical_right
    };

    friend constexpr auto turnout_enum_names(group_layout_t) {
        return enum_names<group_layout_t, 6>{{{"tiled", group_layout_t::tiled},
                                              {"screenshare", group_layout_t::screenshare},
                                              {"horizontal_top", group_layout_t::horizontal_top},
                                              {"horizontal_bottom", group_layout_t::horizontal_bottom},
                                              {"vertical_left", group_layout_t::vertical_left},
                                              {"vertical_right", group_layout_t::vertical_right}}};
    }

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    bool is_moderator_send_live_enabled = false;
    std::int64_t slot_count = 0;
    bool is_browser_source_audio_enabled = false;
    open_enum<group_layout_t> group_layout;

    template <class Visit, class self = channel_guest_star_settings_update_vbeta>
    static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"is_moderator_send_live_enabled", &self::is_moderator_send_live_enabled},
                     field{"slot_count", &self::slot_count},
                     field{"is_browser_source_audio_enabled", &self::is_browser_source_audio_enabled},
                     field{"group_layout", &self::group_layout});
    }
};

} // namespace turnout::twitch
