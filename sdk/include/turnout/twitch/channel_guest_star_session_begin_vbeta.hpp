// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <optional>
#include <string_view>

namespace turnout::twitch {

/// A Guest Star session began. Beta: Twitch may change it.
struct channel_guest_star_session_begin_vbeta {
    static constexpr std::string_view event_type = "channel.guest_star_session.begin";
    static constexpr std::string_view event_version = "beta";

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name;            ///< display name
    std::optional<std::string_view> moderator_user_id; ///< in the docs example only
    std::optional<std::string_view> moderator_user_login;
    std::optional<std::string_view> moderator_user_name; ///< display name
    std::string_view session_id;
    timestamp started_at;

    template <class Visit, class self = channel_guest_star_session_begin_vbeta>
    static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"moderator_user_id", &self::moderator_user_id},
                     field{"moderator_user_login", &self::moderator_user_login},
                     field{"moderator_user_name", &self::moderator_user_name}, field{"session_id", &self::session_id},
                     field{"started_at", &self::started_at});
    }
};

} // namespace turnout::twitch
