// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <string_view>
#include <vector>

namespace turnout::twitch {

/// Blocked or permitted terms of a broadcaster changed; private terms are not reported.
struct automod_terms_update_v1 {
    static constexpr std::string_view event_type = "automod.terms.update";
    static constexpr std::string_view event_version = "1";

    enum class action_t { unknown, add_permitted, remove_permitted, add_blocked, remove_blocked };

    friend constexpr auto turnout_enum_names(action_t) {
        return enum_names<action_t, 4>{{{"add_permitted", action_t::add_permitted},
                                        {"remove_permitted", action_t::remove_permitted},
                                        {"add_blocked", action_t::add_blocked},
                                        {"remove_blocked", action_t::remove_blocked}}};
    }

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view moderator_user_id;
    std::string_view moderator_user_login;
    std::string_view moderator_user_name; ///< display name
    open_enum<action_t> action;
    bool from_automod = false; ///< true when the change came from an AutoMod queue decision
    std::vector<std::string_view> terms;

    template <class Visit, class self = automod_terms_update_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name},
                     field{"moderator_user_id", &self::moderator_user_id},
                     field{"moderator_user_login", &self::moderator_user_login},
                     field{"moderator_user_name", &self::moderator_user_name}, field{"action", &self::action},
                     field{"from_automod", &self::from_automod}, field{"terms", &self::terms});
    }
};

} // namespace turnout::twitch
