// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <string_view>

namespace turnout::twitch {

/// A user granted the application authorization.
struct user_authorization_grant_v1 {
    static constexpr std::string_view event_type = "user.authorization.grant";
    static constexpr std::string_view event_version = "1";

    std::string_view client_id;
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name

    template <class Visit, class self = user_authorization_grant_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"client_id", &self::client_id}, field{"user_id", &self::user_id},
                     field{"user_login", &self::user_login}, field{"user_name", &self::user_name});
    }
};

} // namespace turnout::twitch
