// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <string_view>

namespace turnout::twitch {

/// One chat message was removed by a moderator.
struct channel_chat_message_delete_v1 {
    static constexpr std::string_view event_type = "channel.chat.message_delete";
    static constexpr std::string_view event_version = "1";

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view target_user_id;
    std::string_view target_user_login;
    std::string_view target_user_name; ///< display name
    std::string_view message_id;

    template <class Visit, class self = channel_chat_message_delete_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"target_user_id", &self::target_user_id},
                     field{"target_user_login", &self::target_user_login},
                     field{"target_user_name", &self::target_user_name}, field{"message_id", &self::message_id});
    }
};

} // namespace turnout::twitch
