// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <string_view>

namespace turnout::twitch {

/// A viewer redeemed a custom Power-up, which is paid in Bits.
struct channel_custom_power_up_redemption_add_v1 {
    static constexpr std::string_view event_type = "channel.custom_power_up_redemption.add";
    static constexpr std::string_view event_version = "1";

    enum class status_t { unknown, unfulfilled, fulfilled, canceled };

    friend constexpr auto turnout_enum_names(status_t) {
        return enum_names<status_t, 4>{{{"unknown", status_t::unknown},
                                        {"unfulfilled", status_t::unfulfilled},
                                        {"fulfilled", status_t::fulfilled},
                                        {"canceled", status_t::canceled}}};
    }

    struct custom_power_up_t {
        std::string_view id;
        std::string_view title;
        std::int64_t bits = 0;
        std::string_view prompt;

        template <class Visit, class self = custom_power_up_t> static constexpr auto fields(Visit visit) {
            return visit(field{"id", &self::id}, field{"title", &self::title}, field{"bits", &self::bits},
                         field{"prompt", &self::prompt});
        }
    };

    std::string_view id;
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name;  ///< display name
    std::string_view user_input; ///< empty string when none was given
    open_enum<status_t> status;
    custom_power_up_t custom_power_up; ///< as it was when redeemed
    timestamp redeemed_at;

    template <class Visit, class self = channel_custom_power_up_redemption_add_v1>
    static constexpr auto fields(Visit visit) {
        return visit(field{"id", &self::id}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"user_id", &self::user_id},
                     field{"user_login", &self::user_login}, field{"user_name", &self::user_name},
                     field{"user_input", &self::user_input}, field{"status", &self::status},
                     field{"custom_power_up", &self::custom_power_up}, field{"redeemed_at", &self::redeemed_at});
    }
};

} // namespace turnout::twitch
