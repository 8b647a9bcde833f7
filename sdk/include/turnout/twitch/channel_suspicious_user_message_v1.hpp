// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// A suspicious user sent a chat message.
struct channel_suspicious_user_message_v1 {
    static constexpr std::string_view event_type = "channel.suspicious_user.message";
    static constexpr std::string_view event_version = "1";

    enum class low_trust_status_t { unknown, none, active_monitoring, restricted };

    friend constexpr auto turnout_enum_names(low_trust_status_t) {
        return enum_names<low_trust_status_t, 3>{{{"none", low_trust_status_t::none},
                                                  {"active_monitoring", low_trust_status_t::active_monitoring},
                                                  {"restricted", low_trust_status_t::restricted}}};
    }

    enum class types_t { unknown, manually_added, ban_evader, banned_in_shared_channel };

    friend constexpr auto turnout_enum_names(types_t) {
        return enum_names<types_t, 3>{{{"manually_added", types_t::manually_added},
                                       {"ban_evader", types_t::ban_evader},
                                       {"banned_in_shared_channel", types_t::banned_in_shared_channel}}};
    }

    enum class ban_evasion_evaluation_t { unknown, possible, likely };

    friend constexpr auto turnout_enum_names(ban_evasion_evaluation_t) {
        return enum_names<ban_evasion_evaluation_t, 3>{{{"unknown", ban_evasion_evaluation_t::unknown},
                                                        {"possible", ban_evasion_evaluation_t::possible},
                                                        {"likely", ban_evasion_evaluation_t::likely}}};
    }

    struct message_t {
        struct fragments_t {
            enum class type_t { unknown, text, cheermote, emote };

            friend constexpr auto turnout_enum_names(type_t) {
                return enum_names<type_t, 3>{
                    {{"text", type_t::text}, {"cheermote", type_t::cheermote}, {"emote", type_t::emote}}};
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

        std::string_view message_id;
        std::string_view text;
        std::vector<fragments_t> fragments;

        template <class Visit, class self = message_t> static constexpr auto fields(Visit visit) {
            return visit(field{"message_id", &self::message_id}, field{"text", &self::text},
                         field{"fragments", &self::fragments});
        }
    };

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    open_enum<low_trust_status_t> low_trust_status;
    std::optional<std::vector<std::string_view>> shared_ban_channel_ids;
    std::optional<std::vector<open_enum<types_t>>> types;
    open_enum<ban_evasion_evaluation_t> ban_evasion_evaluation;
    message_t message;

    template <class Visit, class self = channel_suspicious_user_message_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"user_id", &self::user_id},
                     field{"user_login", &self::user_login}, field{"user_name", &self::user_name},
                     field{"low_trust_status", &self::low_trust_status},
                     field{"shared_ban_channel_ids", &self::shared_ban_channel_ids}, field{"types", &self::types},
                     field{"ban_evasion_evaluation", &self::ban_evasion_evaluation}, field{"message", &self::message});
    }
};

} // namespace turnout::twitch
