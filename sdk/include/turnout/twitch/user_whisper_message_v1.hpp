// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <string_view>

namespace turnout::twitch {

/// A user received a whisper.
struct user_whisper_message_v1 {
    static constexpr std::string_view event_type = "user.whisper.message";
    static constexpr std::string_view event_version = "1";

    struct whisper_t {
        std::string_view text;

        template <class Visit, class self = whisper_t> static constexpr auto fields(Visit visit) {
            return visit(field{"text", &self::text});
        }
    };

    std::string_view from_user_id;
    std::string_view from_user_login;
    std::string_view from_user_name; ///< display name
    std::string_view to_user_id;
    std::string_view to_user_login;
    std::string_view to_user_name; ///< display name
    std::string_view whisper_id;
    whisper_t whisper;

    template <class Visit, class self = user_whisper_message_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"from_user_id", &self::from_user_id}, field{"from_user_login", &self::from_user_login},
                     field{"from_user_name", &self::from_user_name}, field{"to_user_id", &self::to_user_id},
                     field{"to_user_login", &self::to_user_login}, field{"to_user_name", &self::to_user_name},
                     field{"whisper_id", &self::whisper_id}, field{"whisper", &self::whisper});
    }
};

} // namespace turnout::twitch
