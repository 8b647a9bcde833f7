// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <optional>
#include <string_view>

namespace turnout::twitch {

/// A user changed their account.
struct user_update_v1 {
    static constexpr std::string_view event_type = "user.update";
    static constexpr std::string_view event_version = "1";

    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name;            ///< display name
    std::optional<std::string_view> email; ///< empty string without user:read:email
    std::optional<bool> email_verified;    ///< meaningless when email is empty
    std::string_view description;

    template <class Visit, class self = user_update_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                     field{"user_name", &self::user_name}, field{"email", &self::email},
                     field{"email_verified", &self::email_verified}, field{"description", &self::description});
    }
};

} // namespace turnout::twitch
