// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// A warning was sent to a user.
struct channel_warning_send_v1 {
    static constexpr std::string_view event_type = "channel.warning.send";
    static constexpr std::string_view event_version = "1";

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view moderator_user_id;
    std::string_view moderator_user_login;
    std::string_view moderator_user_name; ///< display name
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    std::optional<std::string_view> reason;
    std::optional<std::vector<std::string_view>> chat_rules_cited;

    template <class Visit, class self = channel_warning_send_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"moderator_user_id", &self::moderator_user_id},
                     field{"moderator_user_login", &self::moderator_user_login},
                     field{"moderator_user_name", &self::moderator_user_name}, field{"user_id", &self::user_id},
                     field{"user_login", &self::user_login}, field{"user_name", &self::user_name},
                     field{"reason", &self::reason}, field{"chat_rules_cited", &self::chat_rules_cited});
    }
};

} // namespace turnout::twitch
