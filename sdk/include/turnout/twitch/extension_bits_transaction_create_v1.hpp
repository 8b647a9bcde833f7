// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <cstdint>
#include <string_view>

namespace turnout::twitch {

/// A Bits transaction happened in an extension.
struct extension_bits_transaction_create_v1 {
    static constexpr std::string_view event_type = "extension.bits_transaction.create";
    static constexpr std::string_view event_version = "1";

    struct product_t {
        std::string_view name;
        std::int64_t bits = 0; ///< 0 while in_development
        std::string_view sku;
        bool in_development = false;

        template <class Visit, class self = product_t> static constexpr auto fields(Visit visit) {
            return visit(field{"name", &self::name}, field{"bits", &self::bits}, field{"sku", &self::sku},
                         field{"in_development", &self::in_development});
        }
    };

    std::string_view extension_client_id;
    std::string_view id;
    std::string_view broadcaster_user_id;
    std::string_view broadcaster_user_login;
    std::string_view broadcaster_user_name; ///< display name
    std::string_view user_id;
    std::string_view user_login;
    std::string_view user_name; ///< display name
    product_t product;

    template <class Visit, class self = extension_bits_transaction_create_v1>
    static constexpr auto fields(Visit visit) {
        return visit(field{"extension_client_id", &self::extension_client_id}, field{"id", &self::id},
                     field{"broadcaster_user_id", &self::broadcaster_user_id},
                     field{"broadcaster_user_login", &self::broadcaster_user_login},
                     field{"broadcaster_user_name", &self::broadcaster_user_name}, field{"user_id", &self::user_id},
                     field{"user_login", &self::user_login}, field{"user_name", &self::user_name},
                     field{"product", &self::product});
    }
};

} // namespace turnout::twitch
