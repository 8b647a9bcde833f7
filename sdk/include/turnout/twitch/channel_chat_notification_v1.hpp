// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// A notice appeared in chat (subscriptions, gifts, raids, announcements and the like); one sub-object is filled
/// according to notice_type.
struct channel_chat_notification_v1 {
    static constexpr std::string_view event_type = "channel.chat.notification";
    static constexpr std::string_view event_version = "1";

    struct badges_t {
        std::string_view set_id;
        std::string_view id;
        std::string_view info; ///< months for subscriber badges, otherwise usually empty

        template <class Visit, class self = badges_t> static constexpr auto fields(Visit visit) {
            return visit(field{"set_id", &self::set_id}, field{"id", &self::id}, field{"info", &self::info});
        }
    };

    struct message_t {
        struct fragments_t {
            enum class type_t { unknown, text, cheermote, emote, mention };

            friend constexpr auto turnout_enum_names(type_t) {
                return enum_names<type_t, 4>{{{"text", type_t::text},
                                              {"cheermote", type_t::cheermote},
                                              {"emote", type_t::emote},
                                              {"mention", type_t::mention}}};
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

            open_enum<type_t> type;
            std::string_view text;
            std::optional<cheermote_t> cheermote;
            std::optional<emote_t> emote;
            std::optional<mention_t> mention;

            template <class Visit, class self = fragments_t> static constexpr auto fields(Visit visit) {
                return visit(field{"type", &self::type}, field{"text", &self::text},
                             field{"cheermote", &self::cheermote}, field{"emote", &self::emote},
                             field{"mention", &self::mention});
            }
        };

        std::string_view text;
        std::vector<fragments_t> fragments;

        template <class Visit, class self = message_t> static constexpr auto fields(Visit visit) {
            return visit(field{"text", &self::text}, field{"fragments", &self::fragments});
        }
    };

    enum class notice_type_t {
        unknown,
        sub,
        resub,
        sub_gift,
        community_sub_gift,
        gift_paid_upgrade,
        prime_paid_upgrade,
        pay_it_forward,
        raid,
        unraid,
        announcement,
        bits_badge_tier,
        charity_donation,
        watch_streak,
        modiversary,
        shared_chat_sub,
        shared_chat_resub,
        shared_chat_sub_gift,
        shared_chat_community_sub_gift,
        shared_chat_gift_paid_upgrade,
        shared_chat_prime_paid_upgrade,
        shared_chat_raid,
        shared_chat_pay_it_forward,
        shared_chat_announcement,
        shared_chat_modiversary
    };

    friend constexpr auto turnout_enum_names(notice_type_t) {
        return enum_names<notice_type_t, 25>{
            {{"sub", notice_type_t::sub},
             {"resub", notice_type_t::resub},
             {"sub_gift", notice_type_t::sub_gift},
             {"community_sub_gift", notice_type_t::community_sub_gift},
             {"gift_paid_upgrade", notice_type_t::gift_paid_upgrade},
             {"prime_paid_upgrade", notice_type_t::prime_paid_upgrade},
             {"pay_it_forward", notice_type_t::pay_it_forward},
             {"raid", notice_type_t::raid},
             {"unraid", notice_type_t::unraid},
             {"announcement", notice_type_t::announcement},
             {"bits_badge_tier", notice_type_t::bits_badge_tier},
             {"charity_donation", notice_type_t::charity_donation},
             {"watch_streak", notice_type_t::watch_streak},
             {"modiversary", notice_type_t::modiversary},
             {"shared_chat_sub", notice_type_t::shared_chat_sub},
             {"shared_chat_resub", notice_type_t::shared_chat_resub},
             {"shared_chat_sub_gift", notice_type_t::shared_chat_sub_gift},
             {"shared_chat_community_sub_gift", notice_type_t::shared_chat_community_sub_gift},
             {"shared_chat_gift_paid_upgrade", notice_type_t::shared_chat_gift_paid_upgrade},
             {"shared_chat_prime_paid_upgrade", notice_type_t::shared_chat_prime_paid_upgrade},
             {"shared_chat_raid", notice_type_t::shared_chat_raid},
             {"shared_chat_pay_it_forward", notice_type_t::shared_chat_pay_it_forward},
             {"shared_chat_announcement", notice_type_t::shared_chat_announcement},
             {"shared_chat_modiversary", notice_type_t::shared_chat_modiversary},
             {"unknown", notice_type_t::unknown}}};
    }

    struct sub_t {
        enum class sub_tier_t { unknown, tier_1000, tier_2000, tier_3000 };

        friend constexpr auto turnout_enum_names(sub_tier_t) {
            return enum_names<sub_tier_t, 3>{
                {{"1000", sub_tier_t::tier_1000}, {"2000", sub_tier_t::tier_2000}, {"3000", sub_tier_t::tier_3000}}};
        }

        open_enum<sub_tier_t> sub_tier;
        bool is_prime = false;
        std::int64_t duration_months = 0;

        template <class Visit, class self = sub_t> static constexpr auto fields(Visit visit) {
            return visit(field{"sub_tier", &self::sub_tier}, field{"is_prime", &self::is_prime},
                         field{"duration_months", &self::duration_months});
        }
    };

    struct resub_t {
        enum class sub_tier_t { unknown, tier_1000, tier_2000, tier_3000 };

        friend constexpr auto turnout_enum_names(sub_tier_t) {
            return enum_names<sub_tier_t, 3>{
                {{"1000", sub_tier_t::tier_1000}, {"2000", sub_tier_t::tier_2000}, {"3000", sub_tier_t::tier_3000}}};
        }

        std::int64_t cumulative_months = 0;
        std::int64_t duration_months = 0;
        std::optional<std::int64_t> streak_months;
        open_enum<sub_tier_t> sub_tier;
        std::optional<bool> is_prime; ///< documented; absent from some captured payloads
        bool is_gift = false;
        std::optional<bool> gifter_is_anonymous;
        std::optional<std::string_view> gifter_user_id;
        std::optional<std::string_view> gifter_user_login;
        std::optional<std::string_view> gifter_user_name; ///< display name

        template <class Visit, class self = resub_t> static constexpr auto fields(Visit visit) {
            return visit(field{"cumulative_months", &self::cumulative_months},
                         field{"duration_months", &self::duration_months}, field{"streak_months", &self::streak_months},
                         field{"sub_tier", &self::sub_tier, "sub_plan"}, field{"is_prime", &self::is_prime},
                         field{"is_gift", &self::is_gift}, field{"gifter_is_anonymous", &self::gifter_is_anonymous},
                         field{"gifter_user_id", &self::gifter_user_id},
                         field{"gifter_user_login", &self::gifter_user_login},
                         field{"gifter_user_name", &self::gifter_user_name});
        }
    };

    struct sub_gift_t {
        enum class sub_tier_t { unknown, tier_1000, tier_2000, tier_3000 };

        friend constexpr auto turnout_enum_names(sub_tier_t) {
            return enum_names<sub_tier_t, 3>{
                {{"1000", sub_tier_t::tier_1000}, {"2000", sub_tier_t::tier_2000}, {"3000", sub_tier_t::tier_3000}}};
        }

        std::int64_t duration_months = 0;
        std::optional<std::int64_t> cumulative_total; ///< null when anonymous
        std::string_view recipient_user_id;
        std::string_view recipient_user_login;
        std::string_view recipient_user_name; ///< display name
        open_enum<sub_tier_t> sub_tier;
        std::optional<std::string_view> community_gift_id;

        template <class Visit, class self = sub_gift_t> static constexpr auto fields(Visit visit) {
            return visit(field{"duration_months", &self::duration_months},
                         field{"cumulative_total", &self::cumulative_total},
                         field{"recipient_user_id", &self::recipient_user_id},
                         field{"recipient_user_login", &self::recipient_user_login},
                         field{"recipient_user_name", &self::recipient_user_name}, field{"sub_tier", &self::sub_tier},
                         field{"community_gift_id", &self::community_gift_id});
        }
    };

    struct community_sub_gift_t {
        enum class sub_tier_t { unknown, tier_1000, tier_2000, tier_3000 };

        friend constexpr auto turnout_enum_names(sub_tier_t) {
            return enum_names<sub_tier_t, 3>{
                {{"1000", sub_tier_t::tier_1000}, {"2000", sub_tier_t::tier_2000}, {"3000", sub_tier_t::tier_3000}}};
        }

        std::string_view id;
        std::int64_t total = 0;
        open_enum<sub_tier_t> sub_tier;
        std::optional<std::int64_t> cumulative_total;

        template <class Visit, class self = community_sub_gift_t> static constexpr auto fields(Visit visit) {
            return visit(field{"id", &self::id}, field{"total", &self::total}, field{"sub_tier", &self::sub_tier},
                         field{"cumulative_total", &self::cumulative_total});
        }
    };

    struct gift_paid_upgrade_t {
        bool gifter_is_anonymous = false;
        std::optional<std::string_view> gifter_user_id;
        std::optional<std::string_view> gifter_user_name;
        std::optional<std::string_view> gifter_user_login; ///< typed by libraries, missing from the docs table

        template <class Visit, class self = gift_paid_upgrade_t> static constexpr auto fields(Visit visit) {
            return visit(field{"gifter_is_anonymous", &self::gifter_is_anonymous},
                         field{"gifter_user_id", &self::gifter_user_id},
                         field{"gifter_user_name", &self::gifter_user_name},
                         field{"gifter_user_login", &self::gifter_user_login});
        }
    };

    struct prime_paid_upgrade_t {
        enum class sub_tier_t { unknown, tier_1000, tier_2000, tier_3000 };

        friend constexpr auto turnout_enum_names(sub_tier_t) {
            return enum_names<sub_tier_t, 3>{
                {{"1000", sub_tier_t::tier_1000}, {"2000", sub_tier_t::tier_2000}, {"3000", sub_tier_t::tier_3000}}};
        }

        open_enum<sub_tier_t> sub_tier;

        template <class Visit, class self = prime_paid_upgrade_t> static constexpr auto fields(Visit visit) {
            return visit(field{"sub_tier", &self::sub_tier});
        }
    };

    struct pay_it_forward_t {
        bool gifter_is_anonymous = false;
        std::optional<std::string_view> gifter_user_id;
        std::optional<std::string_view> gifter_user_login;
        std::optional<std::string_view> gifter_user_name;  ///< display name
        std::optional<std::string_view> recipient_user_id; ///< undocumented, seen in captured payloads
        std::optional<std::string_view> recipient_user_login;
        std::optional<std::string_view> recipient_user_name;

        template <class Visit, class self = pay_it_forward_t> static constexpr auto fields(Visit visit) {
            return visit(field{"gifter_is_anonymous", &self::gifter_is_anonymous},
                         field{"gifter_user_id", &self::gifter_user_id},
                         field{"gifter_user_login", &self::gifter_user_login},
                         field{"gifter_user_name", &self::gifter_user_name},
                         field{"recipient_user_id", &self::recipient_user_id},
                         field{"recipient_user_login", &self::recipient_user_login},
                         field{"recipient_user_name", &self::recipient_user_name});
        }
    };

    struct raid_t {
        std::string_view user_id;
        std::string_view user_login;
        std::string_view user_name; ///< display name
        std::int64_t viewer_count = 0;
        std::string_view profile_image_url;

        template <class Visit, class self = raid_t> static constexpr auto fields(Visit visit) {
            return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                         field{"user_name", &self::user_name}, field{"viewer_count", &self::viewer_count},
                         field{"profile_image_url", &self::profile_image_url});
        }
    };

    struct unraid_t {
        template <class Visit, class self = unraid_t> static constexpr auto fields(Visit visit) { return visit(); }
    };

    struct announcement_t {
        enum class color_t { unknown, primary, blue, green, orange, purple };

        friend constexpr auto turnout_enum_names(color_t) {
            return enum_names<color_t, 10>{{{"PRIMARY", color_t::primary},
                                            {"BLUE", color_t::blue},
                                            {"GREEN", color_t::green},
                                            {"ORANGE", color_t::orange},
                                            {"PURPLE", color_t::purple},
                                            {"primary", color_t::primary},
                                            {"blue", color_t::blue},
                                            {"green", color_t::green},
                                            {"orange", color_t::orange},
                                            {"purple", color_t::purple}}};
        }

        open_enum<color_t> color; ///< docs give no list here; twitch-rs accepts lower and upper case

        template <class Visit, class self = announcement_t> static constexpr auto fields(Visit visit) {
            return visit(field{"color", &self::color});
        }
    };

    struct bits_badge_tier_t {
        std::int64_t tier = 0;

        template <class Visit, class self = bits_badge_tier_t> static constexpr auto fields(Visit visit) {
            return visit(field{"tier", &self::tier});
        }
    };

    struct charity_donation_t {
        struct amount_t {
            std::int64_t value = 0;         ///< minor currency unit
            std::int64_t decimal_place = 0; ///< docs spell it without the final s here
            std::string_view currency;

            template <class Visit, class self = amount_t> static constexpr auto fields(Visit visit) {
                return visit(field{"value", &self::value},
                             field{"decimal_place", &self::decimal_place, "decimal_places"},
                             field{"currency", &self::currency});
            }
        };

        std::string_view charity_name;
        amount_t amount;

        template <class Visit, class self = charity_donation_t> static constexpr auto fields(Visit visit) {
            return visit(field{"charity_name", &self::charity_name}, field{"amount", &self::amount});
        }
    };

    struct watch_streak_t {
        std::int64_t streak_count = 0;
        std::int64_t channel_points_awarded = 0;

        template <class Visit, class self = watch_streak_t> static constexpr auto fields(Visit visit) {
            return visit(field{"streak_count", &self::streak_count},
                         field{"channel_points_awarded", &self::channel_points_awarded});
        }
    };

    struct modiversary_t {
        std::int64_t months = 0;

        template <class Visit, class self = modiversary_t> static constexpr auto fields(Visit visit) {
            return visit(field{"months", &self::months});
        }
    };

    using shared_chat_sub_t = sub_t;
    using shared_chat_resub_t = resub_t;
    using shared_chat_sub_gift_t = sub_gift_t;
    using shared_chat_community_sub_gift_t = community_sub_gift_t;
    using shared_chat_gift_paid_upgrade_t = gift_paid_upgrade_t;
    using shared_chat_prime_paid_upgrade_t = prime_paid_upgrade_t;
    using shared_chat_raid_t = raid_t;
    using shared_chat_pay_it_forward_t = pay_it_forward_t;
    using shared_chat_announcement_t = announcement_t;
    using shared_chat_modiversary_t = modiversary_t;
    using shared_chat_unraid_t = unraid_t;
    using shared_chat_bits_badge_tier_t = bits_badge_tier_t;
    using shared_chat_charity_donation_t = charity_donation_t;
    using source_badges_t = badges_t;

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name;          ///< display name
    std::optional<std::string_view> chatter_user_id; ///< null when chatter_is_anonymous
    std::optional<std::string_view> chatter_user_login;
    std::optional<std::string_view> chatter_user_name; ///< display name
    bool chatter_is_anonymous = false;
    std::string_view color;
    std::vector<badges_t> badges;
    std::string_view system_message; ///< text Twitch renders for the notice
    std::string_view message_id;     ///< UUID
    message_t message;
    open_enum<notice_type_t> notice_type;
    std::optional<sub_t> sub;                               ///< null unless notice_type is sub
    std::optional<resub_t> resub;                           ///< null unless notice_type is resub
    std::optional<sub_gift_t> sub_gift;                     ///< null unless notice_type is sub_gift
    std::optional<community_sub_gift_t> community_sub_gift; ///< null unless notice_type is community_sub_gift
    std::optional<gift_paid_upgrade_t> gift_paid_upgrade;   ///< null unless notice_type is gift_paid_upgrade
    std::optional<prime_paid_upgrade_t> prime_paid_upgrade; ///< null unless notice_type is prime_paid_upgrade
    std::optional<pay_it_forward_t> pay_it_forward;         ///< null unless notice_type is pay_it_forward
    std::optional<raid_t> raid;                             ///< null unless notice_type is raid
    /// null unless notice_type is unraid; empty object when it is
    std::optional<unraid_t> unraid;
    std::optional<announcement_t> announcement;         ///< null unless notice_type is announcement
    std::optional<bits_badge_tier_t> bits_badge_tier;   ///< null unless notice_type is bits_badge_tier
    std::optional<charity_donation_t> charity_donation; ///< null unless notice_type is charity_donation
    /// null unless notice_type is watch_streak; added to the docs in 2026
    std::optional<watch_streak_t> watch_streak;
    std::optional<modiversary_t> modiversary; ///< null unless notice_type is modiversary; added to the docs in 2026
    /// same shape as sub, for another channel of the shared chat session
    std::optional<shared_chat_sub_t> shared_chat_sub;
    /// same shape as resub, for another channel of the shared chat session
    std::optional<shared_chat_resub_t> shared_chat_resub;
    /// same shape as sub_gift, for another channel of the shared chat session
    std::optional<shared_chat_sub_gift_t> shared_chat_sub_gift;
    /// same shape as community_sub_gift, for another channel of the shared chat session
    std::optional<shared_chat_community_sub_gift_t> shared_chat_community_sub_gift;
    /// same shape as gift_paid_upgrade, for another channel of the shared chat session
    std::optional<shared_chat_gift_paid_upgrade_t> shared_chat_gift_paid_upgrade;
    /// same shape as prime_paid_upgrade, for another channel of the shared chat session
    std::optional<shared_chat_prime_paid_upgrade_t> shared_chat_prime_paid_upgrade;
    /// same shape as raid, for another channel of the shared chat session
    std::optional<shared_chat_raid_t> shared_chat_raid;
    /// same shape as pay_it_forward, for another channel of the shared chat session
    std::optional<shared_chat_pay_it_forward_t> shared_chat_pay_it_forward;
    /// same shape as announcement, for another channel of the shared chat session
    std::optional<shared_chat_announcement_t> shared_chat_announcement;
    /// same shape as modiversary, for another channel of the shared chat session
    std::optional<shared_chat_modiversary_t> shared_chat_modiversary;
    std::optional<shared_chat_unraid_t> shared_chat_unraid;                   ///< undocumented; only ever seen as null
    std::optional<shared_chat_bits_badge_tier_t> shared_chat_bits_badge_tier; ///< undocumented; only ever seen as null
    /// undocumented; only ever seen as null
    std::optional<shared_chat_charity_donation_t> shared_chat_charity_donation;
    /// null unless sent from another channel of a shared chat session
    std::optional<std::string_view> source_broadcaster_user_id;
    std::optional<std::string_view> source_broadcaster_user_login;
    std::optional<std::string_view> source_broadcaster_user_name;
    std::optional<std::string_view> source_message_id;
    std::optional<std::vector<source_badges_t>> source_badges;
    std::optional<bool> is_source_only; ///< added 2026

    template <class Visit, class self = channel_chat_notification_v1> static constexpr auto fields(Visit visit) {
        return visit(
            field{"broadcaster_user_id", &self::broadcaster_user_id},
            field{"broadcaster_user_login", &self::broadcaster_user_login},
            field{"broadcaster_user_name", &self::broadcaster_user_name},
            field{"chatter_user_id", &self::chatter_user_id}, field{"chatter_user_login", &self::chatter_user_login},
            field{"chatter_user_name", &self::chatter_user_name},
            field{"chatter_is_anonymous", &self::chatter_is_anonymous}, field{"color", &self::color},
            field{"badges", &self::badges}, field{"system_message", &self::system_message},
            field{"message_id", &self::message_id}, field{"message", &self::message},
            field{"notice_type", &self::notice_type}, field{"sub", &self::sub}, field{"resub", &self::resub},
            field{"sub_gift", &self::sub_gift}, field{"community_sub_gift", &self::community_sub_gift},
            field{"gift_paid_upgrade", &self::gift_paid_upgrade},
            field{"prime_paid_upgrade", &self::prime_paid_upgrade}, field{"pay_it_forward", &self::pay_it_forward},
            field{"raid", &self::raid}, field{"unraid", &self::unraid}, field{"announcement", &self::announcement},
            field{"bits_badge_tier", &self::bits_badge_tier}, field{"charity_donation", &self::charity_donation},
            field{"watch_streak", &self::watch_streak}, field{"modiversary", &self::modiversary},
            field{"shared_chat_sub", &self::shared_chat_sub}, field{"shared_chat_resub", &self::shared_chat_resub},
            field{"shared_chat_sub_gift", &self::shared_chat_sub_gift},
            field{"shared_chat_community_sub_gift", &self::shared_chat_community_sub_gift},
            field{"shared_chat_gift_paid_upgrade", &self::shared_chat_gift_paid_upgrade},
            field{"shared_chat_prime_paid_upgrade", &self::shared_chat_prime_paid_upgrade},
            field{"shared_chat_raid", &self::shared_chat_raid},
            field{"shared_chat_pay_it_forward", &self::shared_chat_pay_it_forward},
            field{"shared_chat_announcement", &self::shared_chat_announcement},
            field{"shared_chat_modiversary", &self::shared_chat_modiversary},
            field{"shared_chat_unraid", &self::shared_chat_unraid},
            field{"shared_chat_bits_badge_tier", &self::shared_chat_bits_badge_tier},
            field{"shared_chat_charity_donation", &self::shared_chat_charity_donation},
            field{"source_broadcaster_user_id", &self::source_broadcaster_user_id},
            field{"source_broadcaster_user_login", &self::source_broadcaster_user_login},
            field{"source_broadcaster_user_name", &self::source_broadcaster_user_name},
            field{"source_message_id", &self::source_message_id}, field{"source_badges", &self::source_badges},
            field{"is_source_only", &self::is_source_only});
    }
};

} // namespace turnout::twitch
