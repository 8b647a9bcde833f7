// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// A chat message was held by AutoMod or matched a public blocked term, and waits for review.
struct automod_message_hold_v2 {
    static constexpr std::string_view event_type = "automod.message.hold";
    static constexpr std::string_view event_version = "2";

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

            open_enum<type_t> type;
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

    enum class reason_t { unknown, automod, blocked_term };

    friend constexpr auto turnout_enum_names(reason_t) {
        return enum_names<reason_t, 2>{{{"automod", reason_t::automod}, {"blocked_term", reason_t::blocked_term}}};
    }

    struct automod_t {
        struct boundaries_t {
            /// 0-based, inclusive, counted in Unicode code points (captured payloads with emoji)
            std::int64_t start_pos = 0;
            std::int64_t end_pos = 0; ///< 0-based, inclusive, counted in Unicode code points

            template <class Visit, class self = boundaries_t> static constexpr auto fields(Visit visit) {
                return visit(field{"start_pos", &self::start_pos}, field{"end_pos", &self::end_pos});
            }
        };

        std::string_view category; ///< automod category name such as swearing, aggressive, sexwords
        std::int64_t level = 0;    ///< 1 to 4
        std::vector<boundaries_t> boundaries;

        template <class Visit, class self = automod_t> static constexpr auto fields(Visit visit) {
            return visit(field{"category", &self::category}, field{"level", &self::level},
                         field{"boundaries", &self::boundaries});
        }
    };

    struct blocked_term_t {
        struct terms_found_t {
            struct boundary_t {
                /// 0-based, inclusive, counted in Unicode code points (captured payloads with emoji)
                std::int64_t start_pos = 0;
                std::int64_t end_pos = 0; ///< 0-based, inclusive, counted in Unicode code points

                template <class Visit, class self = boundary_t> static constexpr auto fields(Visit visit) {
                    return visit(field{"start_pos", &self::start_pos}, field{"end_pos", &self::end_pos});
                }
            };

            std::string_view term_id;
            boundary_t boundary;
            std::string_view owner_broadcaster_user_id;
            std::string_view owner_broadcaster_user_login;
            std::string_view owner_broadcaster_user_name; ///< display name

            template <class Visit, class self = terms_found_t> static constexpr auto fields(Visit visit) {
                return visit(field{"term_id", &self::term_id}, field{"boundary", &self::boundary},
                             field{"owner_broadcaster_user_id", &self::owner_broadcaster_user_id},
                             field{"owner_broadcaster_user_login", &self::owner_broadcaster_user_login},
                             field{"owner_broadcaster_user_name", &self::owner_broadcaster_user_name});
            }
        };

        std::vector<terms_found_t> terms_found;

        template <class Visit, class self = blocked_term_t> static constexpr auto fields(Visit visit) {
            return visit(field{"terms_found", &self::terms_found});
        }
    };

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    std::string_view message_id;
    message_t message;
    timestamp held_at;
    open_enum<reason_t> reason;
    std::optional<automod_t> automod;           ///< null unless reason is automod
    std::optional<blocked_term_t> blocked_term; ///< null unless reason is blocked_term

    template <class Visit, class self = automod_message_hold_v2> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"user_id", &self::user_id},
                     field{"user_login", &self::user_login}, field{"user_name", &self::user_name},
                     field{"message_id", &self::message_id}, field{"message", &self::message},
                     field{"held_at", &self::held_at}, field{"reason", &self::reason}, field{"automod", &self::automod},
                     field{"blocked_term", &self::blocked_term});
    }
};

} // namespace turnout::twitch
