// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <string_view>

namespace turnout::twitch {

/// A creator goal moved up or down.
struct channel_goal_progress_v1 {
    static constexpr std::string_view event_type = "channel.goal.progress";
    static constexpr std::string_view event_version = "1";

    enum class type_t {
        unknown,
        follow,
        subscription,
        subscription_count,
        new_subscription,
        new_subscription_count,
        new_bit,
        new_cheerer
    };

    friend constexpr auto turnout_enum_names(type_t) {
        return enum_names<type_t, 7>{{{"follow", type_t::follow},
                                      {"subscription", type_t::subscription},
                                      {"subscription_count", type_t::subscription_count},
                                      {"new_subscription", type_t::new_subscription},
                                      {"new_subscription_count", type_t::new_subscription_count},
                                      {"new_bit", type_t::new_bit},
                                      {"new_cheerer", type_t::new_cheerer}}};
    }

    std::string_view id;
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    open_enum<type_t> type;
    std::string_view description; ///< at most 40 characters, may be empty
    std::int64_t current_amount = 0;
    std::int64_t target_amount = 0;
    timestamp started_at;

    template <class Visit, class self = channel_goal_progress_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"id", &self::id}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"type", &self::type},
                     field{"description", &self::description}, field{"current_amount", &self::current_amount},
                     field{"target_amount", &self::target_amount}, field{"started_at", &self::started_at});
    }
};

} // namespace turnout::twitch
