// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <string_view>

namespace turnout::twitch {

/// A Drop entitlement was granted; delivered in batches.
struct drop_entitlement_grant_v1 {
    static constexpr std::string_view event_type = "drop.entitlement.grant";
    static constexpr std::string_view event_version = "1";

    std::string_view organization_id;
    std::string_view category_id;
    std::string_view category_name;
    std::string_view campaign_id;
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name;      ///< display name
    std::string_view entitlement_id; ///< use it to de-duplicate entitlements
    std::string_view benefit_id;
    timestamp created_at;

    template <class Visit, class self = drop_entitlement_grant_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"organization_id", &self::organization_id}, field{"category_id", &self::category_id},
                     field{"category_name", &self::category_name}, field{"campaign_id", &self::campaign_id},
                     field{"user_id", &self::user_id}, field{"user_login", &self::user_login},
                     field{"user_name", &self::user_name}, field{"entitlement_id", &self::entitlement_id},
                     field{"benefit_id", &self::benefit_id}, field{"created_at", &self::created_at});
    }
};

} // namespace turnout::twitch
