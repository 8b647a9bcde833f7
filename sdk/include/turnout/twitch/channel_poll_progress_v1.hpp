// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// Votes came in on a poll.
struct channel_poll_progress_v1 {
    static constexpr std::string_view event_type = "channel.poll.progress";
    static constexpr std::string_view event_version = "1";

    struct choices_t {
        std::string_view id;
        std::string_view title;
        std::optional<std::int64_t> bits_votes; ///< unused, 0
        std::optional<std::int64_t> channel_points_votes;
        std::optional<std::int64_t> votes;

        template <class Visit, class self = choices_t> static constexpr auto fields(Visit visit) {
            return visit(field{"id", &self::id}, field{"title", &self::title}, field{"bits_votes", &self::bits_votes},
                         field{"channel_points_votes", &self::channel_points_votes}, field{"votes", &self::votes});
        }
    };

    struct bits_voting_t {
        bool is_enabled = false;
        std::int64_t amount_per_vote = 0;

        template <class Visit, class self = bits_voting_t> static constexpr auto fields(Visit visit) {
            return visit(field{"is_enabled", &self::is_enabled}, field{"amount_per_vote", &self::amount_per_vote});
        }
    };

    using channel_points_voting_t = bits_voting_t;

    std::string_view id;
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view title;
    std::vector<choices_t> choices;
    bits_voting_t bits_voting; ///< not supported any more
    channel_points_voting_t channel_points_voting;
    timestamp started_at;
    timestamp ends_at;

    template <class Visit, class self = channel_poll_progress_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"id", &self::id}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"title", &self::title},
                     field{"choices", &self::choices}, field{"bits_voting", &self::bits_voting},
                     field{"channel_points_voting", &self::channel_points_voting},
                     field{"started_at", &self::started_at}, field{"ends_at", &self::ends_at});
    }
};

} // namespace turnout::twitch
