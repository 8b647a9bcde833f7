// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// A message in the AutoMod queue was approved, denied or expired. Superseded by automod_message_update_v2.
struct automod_message_update_v1 {
    static constexpr std::string_view event_type = "automod.message.update";
    static constexpr std::string_view event_version = "1";

    struct message_t {
        struct fragments_t {
            enum class type_t { unknown, text, emote, cheermote };

            friend constexpr auto turnout_enum_names(type_t) {
                return enum_names<type_t, 3>{
                    {{"text", type_t::text}, {"emote", type_t::emote}, {"cheermote", type_t::cheermote}}};
            }

            struct emote_t {
                std::string_view id;
                std::string_view emote_set_id;

                template <class Visit, class self = emote_t> static constexpr auto fields(Visit visit) {
                    return visit(field{"id", &self::id}, field{"emote_set_id", &self::emote_set_id});
                }
            };

            struct cheermote_t {
                std::string_view prefix; ///< cheermote name without the amount; sent lower-case since 2026-06
                std::int64_t bits = 0;
                std::int64_t tier = 0; ///< colour tier of the cheermote

                template <class Visit, class self = cheermote_t> static constexpr auto fields(Visit visit) {
                    return visit(field{"prefix", &self::prefix}, field{"bits", &self::bits},
                                 field{"tier", &self::tier});
                }
            };

            std::optional<open_enum<type_t>> type; ///< seen on the wire, not in the v1 field table
            std::string_view text;
            std::optional<emote_t> emote;
            std::optional<cheermote_t> cheermote;

            template <class Visit, class self = fragments_t> static constexpr auto fields(Visit visit) {
                return visit(field{"type", &self::type}, field{"text", &self::text}, field{"emote", &self::emote},
                             field{"cheermote", &self::cheermote});
            }
        };

        std::string_view text;
        std::vector<fragments_t> fragments;

        template <class Visit, class self = message_t> static constexpr auto fields(Visit visit) {
            return visit(field{"text", &self::text}, field{"fragments", &self::fragments});
        }
    };

    enum class status_t { unknown, approved, denied, expired };

    friend constexpr auto turnout_enum_names(status_t) {
        return enum_names<status_t, 6>{{{"approved", status_t::approved},
                                        {"denied", status_t::denied},
                                        {"expired", status_t::expired},
                                        {"Approved", status_t::approved},
                                        {"Denied", status_t::denied},
                                        {"Expired", status_t::expired}}};
    }

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    std::string_view moderator_user_id;
    std::string_view moderator_user_login;
    std::string_view moderator_user_name; ///< display name
    std::string_view message_id;
    message_t message;
    std::string_view category; ///< automod category name such as swearing, aggressive, sexwords
    std::int64_t level = 0;    ///< 1 to 4
    open_enum<status_t> status;
    timestamp held_at;

    template <class Visit, class self = automod_message_update_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"user_id", &self::user_id},
                     field{"user_login", &self::user_login}, field{"user_name", &self::user_name},
                     field{"moderator_user_id", &self::moderator_user_id},
                     field{"moderator_user_login", &self::moderator_user_login},
                     field{"moderator_user_name", &self::moderator_user_name}, field{"message_id", &self::message_id},
                     field{"message", &self::message}, field{"category", &self::category}, field{"level", &self::level},
                     field{"status", &self::status}, field{"held_at", &self::held_at});
    }
};

} // namespace turnout::twitch
