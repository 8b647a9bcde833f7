// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <string_view>

namespace turnout::twitch {

/// A mid-roll ad break started, manually or on schedule.
struct channel_ad_break_begin_v1 {
    static constexpr std::string_view event_type = "channel.ad_break.begin";
    static constexpr std::string_view event_version = "1";

    std::int64_t duration_seconds = 0;
    timestamp started_at;
    bool is_automatic = false;
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view requester_user_id;     ///< equals the broadcaster for automatic ads
    std::string_view requester_user_login;
    std::string_view requester_user_name; ///< display name

    template <class Visit, class self = channel_ad_break_begin_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"duration_seconds", &self::duration_seconds}, field{"started_at", &self::started_at},
                     field{"is_automatic", &self::is_automatic},
                     field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"requester_user_id", &self::requester_user_id},
                     field{"requester_user_login", &self::requester_user_login},
                     field{"requester_user_name", &self::requester_user_name});
    }
};

} // namespace turnout::twitch
