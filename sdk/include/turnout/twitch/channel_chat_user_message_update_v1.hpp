// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// The AutoMod verdict on the subscribing user's own message arrived.
struct channel_chat_user_message_update_v1 {
    static constexpr std::string_view event_type = "channel.chat.user_message_update";
    static constexpr std::string_view event_version = "1";

    enum class status_t { unknown, approved, denied, invalid };

    friend constexpr auto turnout_enum_names(status_t) {
        return enum_names<status_t, 3>{
            {{"approved", status_t::approved}, {"denied", status_t::denied}, {"invalid", status_t::invalid}}};
    }

    struct message_t {
        struct fragments_t {
            enum class type_t { unknown, text, emote, cheermote };

            friend constexpr auto turnout_enum_names(type_t) {
                return enum_names<type_t, 3>{
                    {{"text", type_t::text}, {"emote", type_t::emote}, {"cheermote", type_t::cheermote}}};
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
                std::string_view id;
                std::string_view emote_set_id;

                template <class Visit, class self = emote_t> static constexpr auto fields(Visit visit) {
                    return visit(field{"id", &self::id}, field{"emote_set_id", &self::emote_set_id});
                }
            };

            std::optional<open_enum<type_t>> type; ///< in captured shapes, missing from the docs table
            std::string_view text;
            std::optional<cheermote_t> cheermote;
            std::optional<emote_t> emote;

            template <class Visit, class self = fragments_t> static constexpr auto fields(Visit visit) {
                return visit(field{"type", &self::type}, field{"text", &self::text},
                             field{"cheermote", &self::cheermote}, field{"emote", &self::emote});
            }
        };

        std::string_view text;
        std::vector<fragments_t> fragments;

        template <class Visit, class self = message_t> static constexpr auto fields(Visit visit) {
            return visit(field{"text", &self::text}, field{"fragments", &self::fragments});
        }
    };

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    open_enum<status_t> status;
    std::string_view message_id;
    message_t message;

    template <class Visit, class self = channel_chat_user_message_update_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"user_id", &self::user_id},
                     field{"user_login", &self::user_login}, field{"user_name", &self::user_name},
                     field{"status", &self::status}, field{"message_id", &self::message_id},
                     field{"message", &self::message});
    }
};

} // namespace turnout::twitch
