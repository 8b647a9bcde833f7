// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// A Hype Train ended (first version). Superseded by channel_hype_train_end_v2. Twitch no longer documents it.
struct channel_hype_train_end_v1 {
    static constexpr std::string_view event_type = "channel.hype_train.end";
    static constexpr std::string_view event_version = "1";

    struct top_contributions_t {
        enum class type_t { unknown, bits, subscription, other };

        friend constexpr auto turnout_enum_names(type_t) {
            return enum_names<type_t, 3>{
                {{"bits", type_t::bits}, {"subscription", type_t::subscription}, {"other", type_t::other}}};
        }

        std::string_view user_id;
        std::string_view user_login;
        std::string_view user_name; ///< display name
        open_enum<type_t> type;
        std::int64_t total = 0; ///< bits, or 500/1000/2500 for a tier 1/2/3 subscription

        template <class Visit, class self = top_contributions_t> static constexpr auto fields(Visit visit) {
            return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                         field{"user_name", &self::user_name}, field{"type", &self::type},
                         field{"total", &self::total});
        }
    };

    std::string_view id;
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::int64_t level = 0;
    std::int64_t total = 0;
    std::optional<std::vector<top_contributions_t>> top_contributions; ///< twurple allows null
    timestamp started_at;
    timestamp ended_at;
    timestamp cooldown_ends_at;
    std::optional<bool> is_golden_kappa_train; ///< added late in the life of version 1

    template <class Visit, class self = channel_hype_train_end_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"id", &self::id}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"level", &self::level},
                     field{"total", &self::total}, field{"top_contributions", &self::top_contributions},
                     field{"started_at", &self::started_at}, field{"ended_at", &self::ended_at},
                     field{"cooldown_ends_at", &self::cooldown_ends_at},
                     field{"is_golden_kappa_train", &self::is_golden_kappa_train});
    }
};

} // namespace turnout::twitch
