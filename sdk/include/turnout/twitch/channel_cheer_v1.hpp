// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace turnout::twitch {

/// Somebody cheered in a channel.
struct channel_cheer_v1 {
    static constexpr std::string_view event_type = "channel.cheer";
    static constexpr std::string_view event_version = "1";

    bool is_anonymous = false;
    std::optional<std::string_view> user_id; ///< null when is_anonymous
    std::optional<std::string_view> user_login;
    std::optional<std::string_view> user_name; ///< display name
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view message;
    std::int64_t bits = 0;

    template <class Visit, class self = channel_cheer_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"is_anonymous", &self::is_anonymous}, field{"user_id", &self::user_id},
                     field{"user_login", &self::user_login}, field{"user_name", &self::user_name},
                     field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"message", &self::message},
                     field{"bits", &self::bits});
    }
};

} // namespace turnout::twitch
