// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <string_view>
#include <vector>

namespace turnout::twitch {

/// Channel title, category, broadcast language or content classification labels changed.
struct channel_update_v2 {
    static constexpr std::string_view event_type = "channel.update";
    static constexpr std::string_view event_version = "2";

    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view title;
    std::string_view language; ///< ISO 639-1 style code, or "other"
    std::string_view category_id;
    std::string_view category_name;
    std::vector<std::string_view> content_classification_labels; ///< label ids such as MatureGame

    template <class Visit, class self = channel_update_v2> static constexpr auto fields(Visit visit) {
        return visit(field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"title", &self::title},
                     field{"language", &self::language}, field{"category_id", &self::category_id},
                     field{"category_name", &self::category_name},
                     field{"content_classification_labels", &self::content_classification_labels});
    }
};

} // namespace turnout::twitch
