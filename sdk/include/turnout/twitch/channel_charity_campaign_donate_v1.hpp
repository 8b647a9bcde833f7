// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <string_view>

namespace turnout::twitch {

/// Somebody donated to the broadcaster's charity campaign.
struct channel_charity_campaign_donate_v1 {
    static constexpr std::string_view event_type = "channel.charity_campaign.donate";
    static constexpr std::string_view event_version = "1";

    struct amount_t {
        std::int64_t value = 0; ///< minor currency unit
        std::int64_t decimal_places = 0;
        std::string_view currency; ///< ISO 4217 code

        template <class Visit, class self = amount_t> static constexpr auto fields(Visit visit) {
            return visit(field{"value", &self::value}, field{"decimal_places", &self::decimal_places},
                         field{"currency", &self::currency});
        }
    };

    std::string_view id; ///< donation id
    std::string_view campaign_id;
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    std::string_view charity_name;
    std::string_view charity_description;
    std::string_view charity_logo; ///< 100x100 PNG
    std::string_view charity_website;
    amount_t amount;

    template <class Visit, class self = channel_charity_campaign_donate_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"id", &self::id}, field{"campaign_id", &self::campaign_id},
                     field{"broadcaster_user_id", &self::broadcaster_user_id, "broadcaster_id"},
                     field{"broadcaster_user_login", &self::broadcaster_user_login, "broadcaster_login"},
                     field{"broadcaster_user_name", &self::broadcaster_user_name, "broadcaster_name"},
                     field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                     field{"user_name", &self::user_name}, field{"charity_name", &self::charity_name},
                     field{"charity_description", &self::charity_description},
                     field{"charity_logo", &self::charity_logo}, field{"charity_website", &self::charity_website},
                     field{"amount", &self::amount});
    }
};

} // namespace turnout::twitch
