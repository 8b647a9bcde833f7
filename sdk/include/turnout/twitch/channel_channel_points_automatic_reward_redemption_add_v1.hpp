// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// A viewer redeemed one of Twitch's built-in channel points rewards. Superseded by
/// channel_channel_points_automatic_reward_redemption_add_v2.
struct channel_channel_points_automatic_reward_redemption_add_v1 {
    static constexpr std::string_view event_type = "channel.channel_points_automatic_reward_redemption.add";
    static constexpr std::string_view event_version = "1";

    struct reward_t {
        enum class type_t {
            unknown,
            single_message_bypass_sub_mode,
            send_highlighted_message,
            random_sub_emote_unlock,
            chosen_sub_emote_unlock,
            chosen_modified_sub_emote_unlock,
            message_effect,
            gigantify_an_emote,
            celebration
        };

        friend constexpr auto turnout_enum_names(type_t) {
            return enum_names<type_t, 8>{
                {{"single_message_bypass_sub_mode", type_t::single_message_bypass_sub_mode},
                 {"send_highlighted_message", type_t::send_highlighted_message},
                 {"random_sub_emote_unlock", type_t::random_sub_emote_unlock},
                 {"chosen_sub_emote_unlock", type_t::chosen_sub_emote_unlock},
                 {"chosen_modified_sub_emote_unlock", type_t::chosen_modified_sub_emote_unlock},
                 {"message_effect", type_t::message_effect},
                 {"gigantify_an_emote", type_t::gigantify_an_emote},
                 {"celebration", type_t::celebration}}};
        }

        struct unlocked_emote_t {
            std::string_view id;
            std::string_view name;

            template <class Visit, class self = unlocked_emote_t> static constexpr auto fields(Visit visit) {
                return visit(field{"id", &self::id}, field{"name", &self::name});
            }
        };

        open_enum<type_t> type;
        std::int64_t cost = 0;
        std::optional<unlocked_emote_t> unlocked_emote;

        template <class Visit, class self = reward_t> static constexpr auto fields(Visit visit) {
            return visit(field{"type", &self::type}, field{"cost", &self::cost},
                         field{"unlocked_emote", &self::unlocked_emote});
        }
    };

    struct message_t {
        struct emotes_t {
            std::string_view id;
            std::int64_t begin = 0;
            std::int64_t end = 0;

            template <class Visit, class self = emotes_t> static constexpr auto fields(Visit visit) {
                return visit(field{"id", &self::id}, field{"begin", &self::begin}, field{"end", &self::end});
            }
        };

        std::string_view text;
        std::optional<std::vector<emotes_t>> emotes;

        template <class Visit, class self = message_t> static constexpr auto fields(Visit visit) {
            return visit(field{"text", &self::text}, field{"emotes", &self::emotes});
        }
    };

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    std::string_view id;
    reward_t reward;
    std::optional<message_t> message;
    std::optional<std::string_view> user_input;
    timestamp redeemed_at;

    template <class Visit, class self = channel_channel_points_automatic_reward_redemption_add_v1>
    static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"user_id", &self::user_id},
                     field{"user_login", &self::user_login}, field{"user_name", &self::user_name},
                     field{"id", &self::id}, field{"reward", &self::reward}, field{"message", &self::message},
                     field{"user_input", &self::user_input}, field{"redeemed_at", &self::redeemed_at});
    }
};

} // namespace turnout::twitch
