// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <optional>
#include <string_view>

namespace turnout::twitch {

/// A broadcaster's AutoMod settings changed.
struct automod_settings_update_v1 {
    static constexpr std::string_view event_type = "automod.settings.update";
    static constexpr std::string_view event_version = "1";

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view moderator_user_id;
    std::string_view moderator_user_login;
    std::string_view moderator_user_name;        ///< display name
    std::int64_t bullying = 0;                   ///< level 0 to 4
    std::optional<std::int64_t> overall_level;   ///< null when individual levels were set
    std::int64_t disability = 0;                 ///< level 0 to 4
    std::int64_t race_ethnicity_or_religion = 0; ///< level 0 to 4
    std::int64_t misogyny = 0;                   ///< level 0 to 4
    std::int64_t sexuality_sex_or_gender = 0;    ///< level 0 to 4
    std::int64_t aggression = 0;                 ///< level 0 to 4
    std::int64_t sex_based_terms = 0;            ///< level 0 to 4
    std::int64_t swearing = 0;                   ///< level 0 to 4

    template <class Visit, class self = automod_settings_update_v1> static constexpr auto fields(Visit visit) {
        return visit(
            field{"broadcaster_user_id", &self::broadcaster_user_id},
            field{"broadcaster_user_login", &self::broadcaster_user_login},
            field{"broadcaster_user_name", &self::broadcaster_user_name},
            field{"moderator_user_id", &self::moderator_user_id},
            field{"moderator_user_login", &self::moderator_user_login},
            field{"moderator_user_name", &self::moderator_user_name}, field{"bullying", &self::bullying},
            field{"overall_level", &self::overall_level}, field{"disability", &self::disability},
            field{"race_ethnicity_or_religion", &self::race_ethnicity_or_religion}, field{"misogyny", &self::misogyny},
            field{"sexuality_sex_or_gender", &self::sexuality_sex_or_gender}, field{"aggression", &self::aggression},
            field{"sex_based_terms", &self::sex_based_terms}, field{"swearing", &self::swearing});
    }
};

} // namespace turnout::twitch
