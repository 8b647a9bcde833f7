// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <string_view>

namespace turnout::twitch {

/// Channel title, category, language or mature flag changed (first version). Superseded by channel_update_v2. Twitch no
/// longer documents it.
struct channel_update_v1 {
    static constexpr std::string_view event_type = "channel.update";
    static constexpr std::string_view event_version = "1";

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view title;
    std::string_view language;
    std::string_view category_id;
    std::string_view category_name;
    bool is_mature = false;

    template <class Visit, class self = channel_update_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"title", &self::title},
                     field{"language", &self::language}, field{"category_id", &self::category_id},
                     field{"category_name", &self::category_name}, field{"is_mature", &self::is_mature});
    }
};

} // namespace turnout::twitch
