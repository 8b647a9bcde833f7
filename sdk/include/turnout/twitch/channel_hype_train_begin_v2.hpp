// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// A Hype Train began; each contribution that caused it is also sent as a progress event, in no guaranteed order.
struct channel_hype_train_begin_v2 {
    static constexpr std::string_view event_type = "channel.hype_train.begin";
    static constexpr std::string_view event_version = "2";

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

    struct shared_train_participants_t {
        std::string_view broadcaster_user_id;
        std::string_view broadcaster_user_login;
        std::string_view broadcaster_user_name; ///< display name

        template <class Visit, class self = shared_train_participants_t> static constexpr auto fields(Visit visit) {
            return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                         field{"broadcaster_user_login", &self::broadcaster_user_login},
                         field{"broadcaster_user_name", &self::broadcaster_user_name});
        }
    };

    enum class type_t { unknown, treasure, golden_kappa, regular };

    friend constexpr auto turnout_enum_names(type_t) {
        return enum_names<type_t, 3>{
            {{"treasure", type_t::treasure}, {"golden_kappa", type_t::golden_kappa}, {"regular", type_t::regular}}};
    }

    std::string_view id;
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::int64_t total = 0;
    std::int64_t progress = 0;
    std::int64_t goal = 0;
    std::vector<top_contributions_t> top_contributions;
    std::int64_t level = 0;
    std::int64_t all_time_high_level = 0;
    std::int64_t all_time_high_total = 0;
    std::optional<std::vector<shared_train_participants_t>> shared_train_participants; ///< null unless is_shared_train
    timestamp started_at;
    timestamp expires_at;
    open_enum<type_t> type;
    bool is_shared_train = false;

    template <class Visit, class self = channel_hype_train_begin_v2> static constexpr auto fields(Visit visit) {
        return visit(field{"id", &self::id}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"total", &self::total},
                     field{"progress", &self::progress}, field{"goal", &self::goal},
                     field{"top_contributions", &self::top_contributions}, field{"level", &self::level},
                     field{"all_time_high_level", &self::all_time_high_level},
                     field{"all_time_high_total", &self::all_time_high_total},
                     field{"shared_train_participants", &self::shared_train_participants},
                     field{"started_at", &self::started_at}, field{"expires_at", &self::expires_at},
                     field{"type", &self::type}, field{"is_shared_train", &self::is_shared_train});
    }
};

} // namespace turnout::twitch
