// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// Any user sent a chat message in a channel.
struct channel_chat_message_v1 {
    static constexpr std::string_view event_type = "channel.chat.message";
    static constexpr std::string_view event_version = "1";

    struct message_t {
        struct fragments_t {
            enum class type_t { unknown, text, cheermote, emote, mention, gif };

            friend constexpr auto turnout_enum_names(type_t) {
                return enum_names<type_t, 5>{{{"text", type_t::text},
                                              {"cheermote", type_t::cheermote},
                                              {"emote", type_t::emote},
                                              {"mention", type_t::mention},
                                              {"gif", type_t::gif}}};
            }

            struct cheermote_t {
                std::string_view prefix; ///< cheermote name without the amount; sent lower-case since 2026-06
                std::int64_t bits = 0;
                std::int64_t tier = 0; ///< colour tier of the cheermote

                template <class Visit, class self = cheermote_t> static constexpr auto fields(Visit visit) {
                    return visit(field{"prefix", &self::prefix}, field{"bits", &self::bits},
                                 field{"tier", &self::tier});
                }
            };

            struct emote_t {
                enum class format_t { unknown, static_, animated };

                friend constexpr auto turnout_enum_names(format_t) {
                    return enum_names<format_t, 2>{{{"static", format_t::static_}, {"animated", format_t::animated}}};
                }

                std::string_view id;
                std::string_view emote_set_id;
                std::string_view owner_id; ///< user id of the emote owner
                std::vector<open_enum<format_t>> format;

                template <class Visit, class self = emote_t> static constexpr auto fields(Visit visit) {
                    return visit(field{"id", &self::id}, field{"emote_set_id", &self::emote_set_id},
                                 field{"owner_id", &self::owner_id}, field{"format", &self::format});
                }
            };

            struct mention_t {
                std::string_view user_id;
                std::string_view user_login;
                std::string_view user_name; ///< display name

                template <class Visit, class self = mention_t> static constexpr auto fields(Visit visit) {
                    return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                                 field{"user_name", &self::user_name});
                }
            };

            struct gif_t {
                std::string_view gif_id;
                std::string_view url; ///< must be used unmodified

                template <class Visit, class self = gif_t> static constexpr auto fields(Visit visit) {
                    return visit(field{"gif_id", &self::gif_id}, field{"url", &self::url});
                }
            };

            open_enum<type_t> type;
            std::string_view text;
            std::optional<cheermote_t> cheermote;
            std::optional<emote_t> emote;
            std::optional<mention_t> mention;
            std::optional<gif_t> gif; ///< added to the docs between 2026-06-27 and 2026-08-12

            template <class Visit, class self = fragments_t> static constexpr auto fields(Visit visit) {
                return visit(field{"type", &self::type}, field{"text", &self::text},
                             field{"cheermote", &self::cheermote}, field{"emote", &self::emote},
                             field{"mention", &self::mention}, field{"gif", &self::gif});
            }
        };

        std::string_view text;
        std::vector<fragments_t> fragments;

        template <class Visit, class self = message_t> static constexpr auto fields(Visit visit) {
            return visit(field{"text", &self::text}, field{"fragments", &self::fragments});
        }
    };

    enum class message_type_t {
        unknown,
        text,
        channel_points_highlighted,
        channel_points_sub_only,
        user_intro,
        power_ups_message_effect,
        power_ups_gigantified_emote
    };

    friend constexpr auto turnout_enum_names(message_type_t) {
        return enum_names<message_type_t, 6>{
            {{"text", message_type_t::text},
             {"channel_points_highlighted", message_type_t::channel_points_highlighted},
             {"channel_points_sub_only", message_type_t::channel_points_sub_only},
             {"user_intro", message_type_t::user_intro},
             {"power_ups_message_effect", message_type_t::power_ups_message_effect},
             {"power_ups_gigantified_emote", message_type_t::power_ups_gigantified_emote}}};
    }

    struct badges_t {
        std::string_view set_id;
        std::string_view id;
        std::string_view info; ///< months for subscriber badges, otherwise usually empty

        template <class Visit, class self = badges_t> static constexpr auto fields(Visit visit) {
            return visit(field{"set_id", &self::set_id}, field{"id", &self::id}, field{"info", &self::info});
        }
    };

    struct cheer_t {
        std::int64_t bits = 0;

        template <class Visit, class self = cheer_t> static constexpr auto fields(Visit visit) {
            return visit(field{"bits", &self::bits});
        }
    };

    struct reply_t {
        std::string_view parent_message_id;
        std::string_view parent_message_body;
        std::string_view parent_user_id;
        std::string_view parent_user_login;
        std::string_view parent_user_name; ///< display name
        std::string_view thread_message_id;
        std::string_view thread_user_id;
        std::string_view thread_user_login;
        std::string_view thread_user_name; ///< display name

        template <class Visit, class self = reply_t> static constexpr auto fields(Visit visit) {
            return visit(
                field{"parent_message_id", &self::parent_message_id},
                field{"parent_message_body", &self::parent_message_body},
                field{"parent_user_id", &self::parent_user_id}, field{"parent_user_login", &self::parent_user_login},
                field{"parent_user_name", &self::parent_user_name},
                field{"thread_message_id", &self::thread_message_id}, field{"thread_user_id", &self::thread_user_id},
                field{"thread_user_login", &self::thread_user_login},
                field{"thread_user_name", &self::thread_user_name});
        }
    };

    using source_badges_t = badges_t;

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view chatter_user_id;
    std::string_view chatter_user_login;
    std::string_view chatter_user_name; ///< display name
    std::string_view message_id;        ///< UUID
    message_t message;
    open_enum<message_type_t> message_type;
    std::vector<badges_t> badges;
    std::optional<cheer_t> cheer;
    std::string_view color; ///< #RRGGBB or empty
    std::optional<reply_t> reply;
    std::optional<std::string_view> channel_points_custom_reward_id;
    std::optional<std::string_view> channel_points_animation_id; ///< undocumented; typed by twitch-rs and TwitchIO
    /// null unless sent from another channel of a shared chat session
    std::optional<std::string_view> source_broadcaster_user_id;
    std::optional<std::string_view> source_broadcaster_user_login;
    std::optional<std::string_view> source_broadcaster_user_name;
    std::optional<std::string_view> source_message_id;
    std::optional<std::vector<source_badges_t>> source_badges;
    std::optional<bool> is_source_only; ///< only meaningful in shared chat

    template <class Visit, class self = channel_chat_message_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"chatter_user_id", &self::chatter_user_id},
                     field{"chatter_user_login", &self::chatter_user_login},
                     field{"chatter_user_name", &self::chatter_user_name}, field{"message_id", &self::message_id},
                     field{"message", &self::message}, field{"message_type", &self::message_type},
                     field{"badges", &self::badges}, field{"cheer", &self::cheer}, field{"color", &self::color},
                     field{"reply", &self::reply},
                     field{"channel_points_custom_reward_id", &self::channel_points_custom_reward_id},
                     field{"channel_points_animation_id", &self::channel_points_animation_id},
                     field{"source_broadcaster_user_id", &self::source_broadcaster_user_id},
                     field{"source_broadcaster_user_login", &self::source_broadcaster_user_login},
                     field{"source_broadcaster_user_name", &self::source_broadcaster_user_name},
                     field{"source_message_id", &self::source_message_id}, field{"source_badges", &self::source_badges},
                     field{"is_source_only", &self::is_source_only});
    }
};

} // namespace turnout::twitch
