// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <optional>
#include <string_view>

namespace turnout::twitch {

/// A stream stopped.
struct stream_offline_v1 {
    static constexpr std::string_view event_type = "stream.offline";
    static constexpr std::string_view event_version = "1";

    std::optional<std::string_view> id; ///< stream id; in the docs since 2026-06-27, absent before
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name

    template <class Visit, class self = stream_offline_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"id", &self::id}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name});
    }
};

} // namespace turnout::twitch
