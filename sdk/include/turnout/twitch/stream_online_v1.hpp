// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <string_view>

namespace turnout::twitch {

/// A stream started.
struct stream_online_v1 {
    static constexpr std::string_view event_type = "stream.online";
    static constexpr std::string_view event_version = "1";

    enum class type_t { unknown, live, playlist, watch_party, premiere, rerun };

    friend constexpr auto turnout_enum_names(type_t) {
        return enum_names<type_t, 5>{{{"live", type_t::live},
                                      {"playlist", type_t::playlist},
                                      {"watch_party", type_t::watch_party},
                                      {"premiere", type_t::premiere},
                                      {"rerun", type_t::rerun}}};
    }

    std::string_view id;
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    open_enum<type_t> type;
    timestamp started_at;

    template <class Visit, class self = stream_online_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"id", &self::id}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"type", &self::type},
                     field{"started_at", &self::started_at});
    }
};

} // namespace turnout::twitch
