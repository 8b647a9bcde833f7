// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <string_view>

namespace turnout::twitch {

/// The treatment of a suspicious user changed.
struct channel_suspicious_user_update_v1 {
    static constexpr std::string_view event_type = "channel.suspicious_user.update";
    static constexpr std::string_view event_version = "1";

    enum class low_trust_status_t { unknown, none, active_monitoring, restricted };

    friend constexpr auto turnout_enum_names(low_trust_status_t) {
        return enum_names<low_trust_status_t, 3>{{{"none", low_trust_status_t::none},
                                                  {"active_monitoring", low_trust_status_t::active_monitoring},
                                                  {"restricted", low_trust_status_t::restricted}}};
    }

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view moderator_user_id;
    std::string_view moderator_user_login;
    std::string_view moderator_user_name; ///< display name
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    open_enum<low_trust_status_t> low_trust_status;

    template <class Visit, class self = channel_suspicious_user_update_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"moderator_user_id", &self::moderator_user_id},
                     field{"moderator_user_login", &self::moderator_user_login},
                     field{"moderator_user_name", &self::moderator_user_name}, field{"user_id", &self::user_id},
                     field{"user_login", &self::user_login}, field{"user_name", &self::user_name},
                     field{"low_trust_status", &self::low_trust_status});
    }
};

} // namespace turnout::twitch
