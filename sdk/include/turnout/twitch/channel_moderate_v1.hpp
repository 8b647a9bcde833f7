// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace turnout::twitch {

/// A moderator performed a moderation action; one sub-object is filled according to action. Superseded by
/// channel_moderate_v2.
struct channel_moderate_v1 {
    static constexpr std::string_view event_type = "channel.moderate";
    static constexpr std::string_view event_version = "1";

    enum class action_t {
        unknown,
        ban,
        timeout,
        unban,
        untimeout,
        clear,
        emoteonly,
        emoteonlyoff,
        followers,
        followersoff,
        uniquechat,
        uniquechatoff,
        slow,
        slowoff,
        subscribers,
        subscribersoff,
        unraid,
        delete_,
        unvip,
        vip,
        raid,
        add_blocked_term,
        add_permitted_term,
        remove_blocked_term,
        remove_permitted_term,
        mod,
        unmod,
        approve_unban_request,
        deny_unban_request,
        shared_chat_ban,
        shared_chat_timeout,
        shared_chat_unban,
        shared_chat_untimeout,
        shared_chat_delete
    };

    friend constexpr auto turnout_enum_names(action_t) {
        return enum_names<action_t, 33>{{{"ban", action_t::ban},
                                         {"timeout", action_t::timeout},
                                         {"unban", action_t::unban},
                                         {"untimeout", action_t::untimeout},
                                         {"clear", action_t::clear},
                                         {"emoteonly", action_t::emoteonly},
                                         {"emoteonlyoff", action_t::emoteonlyoff},
                                         {"followers", action_t::followers},
                                         {"followersoff", action_t::followersoff},
                                         {"uniquechat", action_t::uniquechat},
                                         {"uniquechatoff", action_t::uniquechatoff},
                                         {"slow", action_t::slow},
                                         {"slowoff", action_t::slowoff},
                                         {"subscribers", action_t::subscribers},
                                         {"subscribersoff", action_t::subscribersoff},
                                         {"unraid", action_t::unraid},
                                         {"delete", action_t::delete_},
                                         {"unvip", action_t::unvip},
                                         {"vip", action_t::vip},
                                         {"raid", action_t::raid},
                                         {"add_blocked_term", action_t::add_blocked_term},
                                         {"add_permitted_term", action_t::add_permitted_term},
                                         {"remove_blocked_term", action_t::remove_blocked_term},
                                         {"remove_permitted_term", action_t::remove_permitted_term},
                                         {"mod", action_t::mod},
                                         {"unmod", action_t::unmod},
                                         {"approve_unban_request", action_t::approve_unban_request},
                                         {"deny_unban_request", action_t::deny_unban_request},
                                         {"shared_chat_ban", action_t::shared_chat_ban},
                                         {"shared_chat_timeout", action_t::shared_chat_timeout},
                                         {"shared_chat_unban", action_t::shared_chat_unban},
                                         {"shared_chat_untimeout", action_t::shared_chat_untimeout},
                                         {"shared_chat_delete", action_t::shared_chat_delete}}};
    }

    struct followers_t {
        std::int64_t follow_duration_minutes = 0; ///< 0 is allowed

        template <class Visit, class self = followers_t> static constexpr auto fields(Visit visit) {
            return visit(field{"follow_duration_minutes", &self::follow_duration_minutes});
        }
    };

    struct slow_t {
        std::int64_t wait_time_seconds = 0;

        template <class Visit, class self = slow_t> static constexpr auto fields(Visit visit) {
            return visit(field{"wait_time_seconds", &self::wait_time_seconds});
        }
    };

    struct vip_t {
        std::string_view user_id;
        std::string_view user_login;
        std::string_view user_name; ///< display name

        template <class Visit, class self = vip_t> static constexpr auto fields(Visit visit) {
            return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                         field{"user_name", &self::user_name});
        }
    };

    using unvip_t = vip_t;
    using mod_t = vip_t;
    using unmod_t = vip_t;

    struct ban_t {
        std::string_view user_id;
        std::string_view user_login;
        std::string_view user_name;             ///< display name
        std::optional<std::string_view> reason; ///< may be null or empty

        template <class Visit, class self = ban_t> static constexpr auto fields(Visit visit) {
            return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                         field{"user_name", &self::user_name}, field{"reason", &self::reason});
        }
    };

    using unban_t = vip_t;

    struct timeout_t {
        std::string_view user_id;
        std::string_view user_login;
        std::string_view user_name;             ///< display name
        std::optional<std::string_view> reason; ///< may be null or empty
        timestamp expires_at;

        template <class Visit, class self = timeout_t> static constexpr auto fields(Visit visit) {
            return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                         field{"user_name", &self::user_name}, field{"reason", &self::reason},
                         field{"expires_at", &self::expires_at});
        }
    };

    using untimeout_t = vip_t;

    struct raid_t {
        std::string_view user_id;
        std::string_view user_login;
        std::string_view user_name; ///< display name
        std::int64_t viewer_count = 0;

        template <class Visit, class self = raid_t> static constexpr auto fields(Visit visit) {
            return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                         field{"user_name", &self::user_name}, field{"viewer_count", &self::viewer_count});
        }
    };

    using unraid_t = vip_t;

    struct delete_t {
        std::string_view user_id;
        std::string_view user_login;
        std::string_view user_name; ///< display name
        std::string_view message_id;
        std::string_view message_body;

        template <class Visit, class self = delete_t> static constexpr auto fields(Visit visit) {
            return visit(field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                         field{"user_name", &self::user_name}, field{"message_id", &self::message_id},
                         field{"message_body", &self::message_body});
        }
    };

    struct automod_terms_t {
        enum class action_t { unknown, add, remove };

        friend constexpr auto turnout_enum_names(action_t) {
            return enum_names<action_t, 2>{{{"add", action_t::add}, {"remove", action_t::remove}}};
        }

        enum class list_t { unknown, blocked, permitted };

        friend constexpr auto turnout_enum_names(list_t) {
            return enum_names<list_t, 2>{{{"blocked", list_t::blocked}, {"permitted", list_t::permitted}}};
        }

        open_enum<action_t> action;
        open_enum<list_t> list;
        std::vector<std::string_view> terms;
        bool from_automod = false;

        template <class Visit, class self = automod_terms_t> static constexpr auto fields(Visit visit) {
            return visit(field{"action", &self::action}, field{"list", &self::list}, field{"terms", &self::terms},
                         field{"from_automod", &self::from_automod});
        }
    };

    struct unban_request_t {
        bool is_approved = false;
        std::string_view user_id;
        std::string_view user_login;
        std::string_view user_name; ///< display name
        std::string_view moderator_message;

        template <class Visit, class self = unban_request_t> static constexpr auto fields(Visit visit) {
            return visit(field{"is_approved", &self::is_approved}, field{"user_id", &self::user_id},
                         field{"user_login", &self::user_login}, field{"user_name", &self::user_name},
                         field{"moderator_message", &self::moderator_message});
        }
    };

    using shared_chat_ban_t = ban_t;
    using shared_chat_unban_t = vip_t;
    using shared_chat_timeout_t = timeout_t;
    using shared_chat_untimeout_t = vip_t;
    using shared_chat_delete_t = delete_t;

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    /// null outside shared chat (captured payloads); docs say it equals broadcaster_user_id
    std::optional<std::string_view> source_broadcaster_user_id;
    std::optional<std::string_view> source_broadcaster_user_login;
    std::optional<std::string_view> source_broadcaster_user_name;
    std::string_view moderator_user_id;
    std::string_view moderator_user_login;
    std::string_view moderator_user_name; ///< display name
    open_enum<action_t> action;
    std::optional<followers_t> followers;         ///< filled for action followers
    std::optional<slow_t> slow;                   ///< filled for action slow
    std::optional<vip_t> vip;                     ///< filled for action vip
    std::optional<unvip_t> unvip;                 ///< filled for action unvip
    std::optional<mod_t> mod;                     ///< filled for action mod
    std::optional<unmod_t> unmod;                 ///< filled for action unmod
    std::optional<ban_t> ban;                     ///< filled for action ban
    std::optional<unban_t> unban;                 ///< filled for action unban
    std::optional<timeout_t> timeout;             ///< filled for action timeout
    std::optional<untimeout_t> untimeout;         ///< filled for action untimeout
    std::optional<raid_t> raid;                   ///< filled for action raid
    std::optional<unraid_t> unraid;               ///< filled for action unraid
    std::optional<delete_t> delete_;              ///< filled for action delete
    std::optional<automod_terms_t> automod_terms; ///< filled for the four *_term actions
    std::optional<unban_request_t> unban_request; ///< filled for approve_unban_request and deny_unban_request
    /// same shape as ban, action taken in another channel of the shared chat session
    std::optional<shared_chat_ban_t> shared_chat_ban;
    /// same shape as unban, action taken in another channel of the shared chat session
    std::optional<shared_chat_unban_t> shared_chat_unban;
    /// same shape as timeout, action taken in another channel of the shared chat session
    std::optional<shared_chat_timeout_t> shared_chat_timeout;
    /// same shape as untimeout, action taken in another channel of the shared chat session
    std::optional<shared_chat_untimeout_t> shared_chat_untimeout;
    /// same shape as delete, action taken in another channel of the shared chat session
    std::optional<shared_chat_delete_t> shared_chat_delete;

    template <class Visit, class self = channel_moderate_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"source_broadcaster_user_id", &self::source_broadcaster_user_id},
                     field{"source_broadcaster_user_login", &self::source_broadcaster_user_login},
                     field{"source_broadcaster_user_name", &self::source_broadcaster_user_name},
                     field{"moderator_user_id", &self::moderator_user_id},
                     field{"moderator_user_login", &self::moderator_user_login},
                     field{"moderator_user_name", &self::moderator_user_name}, field{"action", &self::action},
                     field{"followers", &self::followers}, field{"slow", &self::slow}, field{"vip", &self::vip},
                     field{"unvip", &self::unvip}, field{"mod", &self::mod}, field{"unmod", &self::unmod},
                     field{"ban", &self::ban}, field{"unban", &self::unban}, field{"timeout", &self::timeout},
                     field{"untimeout", &self::untimeout}, field{"raid", &self::raid}, field{"unraid", &self::unraid},
                     field{"delete", &self::delete_}, field{"automod_terms", &self::automod_terms},
                     field{"unban_request", &self::unban_request}, field{"shared_chat_ban", &self::shared_chat_ban},
                     field{"shared_chat_unban", &self::shared_chat_unban},
                     field{"shared_chat_timeout", &self::shared_chat_timeout},
                     field{"shared_chat_untimeout", &self::shared_chat_untimeout},
                     field{"shared_chat_delete", &self::shared_chat_delete});
    }
};

} // namespace turnout::twitch
