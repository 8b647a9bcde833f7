// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <string_view>

namespace turnout::twitch {

/// A charity campaign started; may arrive after the first progress event.
struct channel_charity_campaign_start_v1 {
    static constexpr std::string_view event_type = "channel.charity_campaign.start";
    static constexpr std::string_view event_version = "1";

    struct current_amount_t {
        std::int64_t value = 0; ///< minor currency unit
        std::int64_t decimal_places = 0;
        std::string_view currency; ///< ISO 4217 code

        template <class Visit, class self = current_amount_t> static constexpr auto fields(Visit visit) {
            return visit(field{"value", &self::value}, field{"decimal_places", &self::decimal_places},
                         field{"currency", &self::currency});
        }
    };

    using target_amount_t = current_amount_t;

    std::string_view id;
    std::string_view broadcaster_id;
    std::string_view broadcaster_login;
    std::string_view broadcaster_name; ///< display name
    std::string_view charity_name;
    std::string_view charity_description;
    std::string_view charity_logo; ///< 100x100 PNG
    std::string_view charity_website;
    current_amount_t current_amount;
    target_amount_t target_amount;
    timestamp started_at;

    template <class Visit, class self = channel_charity_campaign_start_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"id", &self::id}, field{"broadcaster_id", &self::broadcaster_id, "broadcaster_user_id"},
                     field{"broadcaster_login", &self::broadcaster_login, "broadcaster_user_login"},
                     field{"broadcaster_name", &self::broadcaster_name, "broadcaster_user_name"},
                     field{"charity_name", &self::charity_name},
                     field{"charity_description", &self::charity_description},
                     field{"charity_logo", &self::charity_logo}, field{"charity_website", &self::charity_website},
                     field{"current_amount", &self::current_amount}, field{"target_amount", &self::target_amount},
                     field{"started_at", &self::started_at});
    }
};

} // namespace turnout::twitch
