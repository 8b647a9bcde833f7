// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// A prediction was resolved or canceled.
struct channel_prediction_end_v1 {
    static constexpr std::string_view event_type = "channel.prediction.end";
    static constexpr std::string_view event_version = "1";

    struct outcomes_t {
        enum class color_t { unknown, pink, blue };

        friend constexpr auto turnout_enum_names(color_t) {
            return enum_names<color_t, 2>{{{"pink", color_t::pink}, {"blue", color_t::blue}}};
        }

        struct top_predictors_t {
            std::string_view user_id;
            std::string_view user_login;
            std::string_view user_name; ///< display name
            /// null until the prediction ends, and null or 0 for losers
            std::optional<std::int64_t> channel_points_won;
            std::int64_t channel_points_used = 0;

            template <class Visit, class self = top_predictors_t> static constexpr auto fields(Visit visit) {
                return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                             field{"user_name", &self::user_name},
                             field{"channel_points_won", &self::channel_points_won},
                             field{"channel_points_used", &self::channel_points_used});
            }
        };

        std::string_view id;
        std::string_view title;
        open_enum<color_t> color;
        std::optional<std::int64_t> users;
        std::optional<std::int64_t> channel_points;
        std::optional<std::vector<top_predictors_t>> top_predictors; ///< at most 10

        template <class Visit, class self = outcomes_t> static constexpr auto fields(Visit visit) {
            return visit(field{"id", &self::id}, field{"title", &self::title}, field{"color", &self::color},
                         field{"users", &self::users}, field{"channel_points", &self::channel_points},
                         field{"top_predictors", &self::top_predictors});
        }
    };

    enum class status_t { unknown, resolved, canceled };

    friend constexpr auto turnout_enum_names(status_t) {
        return enum_names<status_t, 2>{{{"resolved", status_t::resolved}, {"canceled", status_t::canceled}}};
    }

    std::string_view id;
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view title;
    std::optional<std::string_view> winning_outcome_id; ///< null when canceled
    std::vector<outcomes_t> outcomes;
    open_enum<status_t> status;
    timestamp started_at;
    timestamp ended_at;

    template <class Visit, class self = channel_prediction_end_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"id", &self::id}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"title", &self::title},
                     field{"winning_outcome_id", &self::winning_outcome_id}, field{"outcomes", &self::outcomes},
                     field{"status", &self::status}, field{"started_at", &self::started_at},
                     field{"ended_at", &self::ended_at});
    }
};

} // namespace turnout::twitch
