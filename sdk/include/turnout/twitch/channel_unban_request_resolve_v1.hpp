// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <optional>
#include <string_view>

namespace turnout::twitch {

/// An unban request was approved, denied or canceled.
struct channel_unban_request_resolve_v1 {
    static constexpr std::string_view event_type = "channel.unban_request.resolve";
    static constexpr std::string_view event_version = "1";

    enum class status_t { unknown, approved, canceled, denied };

    friend constexpr auto turnout_enum_names(status_t) {
        return enum_names<status_t, 3>{
            {{"approved", status_t::approved}, {"canceled", status_t::canceled}, {"denied", status_t::denied}}};
    }

    std::string_view id;
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::optional<std::string_view> moderator_user_id;
    std::optional<std::string_view> moderator_user_login;
    std::optional<std::string_view> moderator_user_name; ///< display name
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    std::optional<std::string_view> resolution_text;
    open_enum<status_t> status;

    template <class Visit, class self = channel_unban_request_resolve_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"id", &self::id}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"moderator_user_id", &self::moderator_user_id, "moderator_id"},
                     field{"moderator_user_login", &self::moderator_user_login, "moderator_login"},
                     field{"moderator_user_name", &self::moderator_user_name, "moderator_name"},
                     field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                     field{"user_name", &self::user_name}, field{"resolution_text", &self::resolution_text},
                     field{"status", &self::status});
    }
};

} // namespace turnout::twitch
