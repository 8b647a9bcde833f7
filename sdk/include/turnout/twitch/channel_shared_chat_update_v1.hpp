// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <string_view>
#include <vector>

namespace turnout::twitch {

/// The shared chat session a channel is in changed, for example its participants.
struct channel_shared_chat_update_v1 {
    static constexpr std::string_view event_type = "channel.shared_chat.update";
    static constexpr std::string_view event_version = "1";

    struct participants_t {
        std::string_view broadcaster_user_id;
        std::string_view broadcaster_user_login;
        std::string_view broadcaster_user_name; ///< display name

        template <class Visit, class self = participants_t> static constexpr auto fields(Visit visit) {
            return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                         field{"broadcaster_user_login", &self::broadcaster_user_login},
                         field{"broadcaster_user_name", &self::broadcaster_user_name});
        }
    };

    std::string_view session_id;
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view host_broadcaster_user_id;
    std::string_view host_broadcaster_user_login;
    std::string_view host_broadcaster_user_name; ///< display name
    std::vector<participants_t> participants;

    template <class Visit, class self = channel_shared_chat_update_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"session_id", &self::session_id}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"host_broadcaster_user_id", &self::host_broadcaster_user_id},
                     field{"host_broadcaster_user_login", &self::host_broadcaster_user_login},
                     field{"host_broadcaster_user_name", &self::host_broadcaster_user_name},
                     field{"participants", &self::participants});
    }
};

} // namespace turnout::twitch
