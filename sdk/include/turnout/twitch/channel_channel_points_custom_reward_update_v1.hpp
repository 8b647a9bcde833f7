// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace turnout::twitch {

/// A custom channel points reward was changed.
struct channel_channel_points_custom_reward_update_v1 {
    static constexpr std::string_view event_type = "channel.channel_points_custom_reward.update";
    static constexpr std::string_view event_version = "1";

    struct max_per_stream_t {
        bool is_enabled = false;
        std::optional<std::int64_t> value; ///< twurple allows null

        template <class Visit, class self = max_per_stream_t> static constexpr auto fields(Visit visit) {
            return visit(field{"is_enabled", &self::is_enabled}, field{"value", &self::value});
        }
    };

    using max_per_user_per_stream_t = max_per_stream_t;

    struct image_t {
        std::string_view url_1x;
        std::string_view url_2x;
        std::string_view url_4x;

        template <class Visit, class self = image_t> static constexpr auto fields(Visit visit) {
            return visit(field{"url_1x", &self::url_1x}, field{"url_2x", &self::url_2x},
                         field{"url_4x", &self::url_4x});
        }
    };

    using default_image_t = image_t;

    struct global_cooldown_t {
        bool is_enabled = false;
        std::optional<std::int64_t> seconds; ///< twurple allows null

        template <class Visit, class self = global_cooldown_t> static constexpr auto fields(Visit visit) {
            return visit(field{"is_enabled", &self::is_enabled}, field{"seconds", &self::seconds});
        }
    };

    std::string_view id;
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    bool is_enabled = false;
    bool is_paused = false;
    bool is_in_stock = false;
    std::string_view title;
    std::int64_t cost = 0;
    std::string_view prompt;
    bool is_user_input_required = false;
    bool should_redemptions_skip_request_queue = false;
    max_per_stream_t max_per_stream;
    max_per_user_per_stream_t max_per_user_per_stream;
    std::string_view background_color; ///< #RRGGBB
    std::optional<image_t> image;
    default_image_t default_image;
    global_cooldown_t global_cooldown;
    std::optional<timestamp> cooldown_expires_at;                    ///< null when not cooling down
    std::optional<std::int64_t> redemptions_redeemed_current_stream; ///< null when offline or no per-stream maximum

    template <class Visit, class self = channel_channel_points_custom_reward_update_v1>
    static constexpr auto fields(Visit visit) {
        return visit(field{"id", &self::id}, field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"is_enabled", &self::is_enabled}, field{"is_paused", &self::is_paused},
                     field{"is_in_stock", &self::is_in_stock}, field{"title", &self::title}, field{"cost", &self::cost},
                     field{"prompt", &self::prompt}, field{"is_user_input_required", &self::is_user_input_required},
                     field{"should_redemptions_skip_request_queue", &self::should_redemptions_skip_request_queue},
                     field{"max_per_stream", &self::max_per_stream},
                     field{"max_per_user_per_stream", &self::max_per_user_per_stream},
                     field{"background_color", &self::background_color}, field{"image", &self::image},
                     field{"default_image", &self::default_image}, field{"global_cooldown", &self::global_cooldown},
                     field{"cooldown_expires_at", &self::cooldown_expires_at},
                     field{"redemptions_redeemed_current_stream", &self::redemptions_redeemed_current_stream});
    }
};

} // namespace turnout::twitch
