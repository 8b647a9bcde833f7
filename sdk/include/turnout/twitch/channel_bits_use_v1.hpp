// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// Bits were spent in a channel: cheers, built-in Power-ups, custom Power-ups and combos; not extension purchases.
struct channel_bits_use_v1 {
    static constexpr std::string_view event_type = "channel.bits.use";
    static constexpr std::string_view event_version = "1";

    enum class type_t { unknown, cheer, power_up, custom_power_up, combo };

    friend constexpr auto turnout_enum_names(type_t) {
        return enum_names<type_t, 4>{{{"cheer", type_t::cheer},
                                      {"power_up", type_t::power_up},
                                      {"custom_power_up", type_t::custom_power_up},
                                      {"combo", type_t::combo}}};
    }

    struct message_t {
        struct fragments_t {
            enum class type_t { unknown, text, cheermote, emote };

            friend constexpr auto turnout_enum_names(type_t) {
                return enum_names<type_t, 3>{
                    {{"text", type_t::text}, {"cheermote", type_t::cheermote}, {"emote", type_t::emote}}};
            }

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

            struct cheermote_t {
                std::string_view prefix; ///< cheermote name without the amount; sent lower-case since 2026-06
                std::int64_t bits = 0;
                std::int64_t tier = 0; ///< colour tier of the cheermote

                template <class Visit, class self = cheermote_t> static constexpr auto fields(Visit visit) {
                    return visit(field{"prefix", &self::prefix}, field{"bits", &self::bits},
                                 field{"tier", &self::tier});
                }
            };

            std::string_view text;
            open_enum<type_t> type;
            std::optional<emote_t> emote;
            std::optional<cheermote_t> cheermote;

            template <class Visit, class self = fragments_t> static constexpr auto fields(Visit visit) {
                return visit(field{"text", &self::text}, field{"type", &self::type}, field{"emote", &self::emote},
                             field{"cheermote", &self::cheermote});
            }
        };

        std::string_view text;
        std::vector<fragments_t> fragments;

        template <class Visit, class self = message_t> static constexpr auto fields(Visit visit) {
            return visit(field{"text", &self::text}, field{"fragments", &self::fragments});
        }
    };

    struct power_up_t {
        enum class type_t { unknown, message_effect, celebration, gigantify_an_emote };

        friend constexpr auto turnout_enum_names(type_t) {
            return enum_names<type_t, 3>{{{"message_effect", type_t::message_effect},
                                          {"celebration", type_t::celebration},
                                          {"gigantify_an_emote", type_t::gigantify_an_emote}}};
        }

        struct emote_t {
            std::string_view id;
            std::string_view name;

            template <class Visit, class self = emote_t> static constexpr auto fields(Visit visit) {
                return visit(field{"id", &self::id}, field{"name", &self::name});
            }
        };

        open_enum<type_t> type;
        std::optional<emote_t> emote;
        std::optional<std::string_view> message_effect_id;

        template <class Visit, class self = power_up_t> static constexpr auto fields(Visit visit) {
            return visit(field{"type", &self::type}, field{"emote", &self::emote},
                         field{"message_effect_id", &self::message_effect_id});
        }
    };

    struct custom_power_up_t {
        std::string_view title;
        std::string_view reward_id;

        template <class Visit, class self = custom_power_up_t> static constexpr auto fields(Visit visit) {
            return visit(field{"title", &self::title}, field{"reward_id", &self::reward_id});
        }
    };

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    std::int64_t bits = 0;
    open_enum<type_t> type;
    std::optional<message_t> message;
    std::optional<power_up_t> power_up;               ///< built-in Power-up; null for other kinds
    std::optional<custom_power_up_t> custom_power_up; ///< added 2026; custom Power-up used

    template <class Visit, class self = channel_bits_use_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"user_id", &self::user_id},
                     field{"user_login", &self::user_login}, field{"user_name", &self::user_name},
                     field{"bits", &self::bits}, field{"type", &self::type}, field{"message", &self::message},
                     field{"power_up", &self::power_up}, field{"custom_power_up", &self::custom_power_up});
    }
};

} // namespace turnout::twitch
