// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/decode.hpp>

#include <optional>
#include <string_view>

namespace turnout::twitch {

/// EventSub disabled a conduit shard because its transport failed.
struct conduit_shard_disabled_v1 {
    static constexpr std::string_view event_type = "conduit.shard.disabled";
    static constexpr std::string_view event_version = "1";

    enum class status_t {
        unknown,
        webhook_callback_verification_failed,
        notification_failures_exceeded,
        websocket_disconnected,
        websocket_failed_ping_pong,
        websocket_received_inbound_traffic,
        websocket_internal_error,
        websocket_network_timeout,
        websocket_network_error,
        websocket_failed_to_reconnect
    };

    friend constexpr auto turnout_enum_names(status_t) {
        return enum_names<status_t, 9>{
            {{"webhook_callback_verification_failed", status_t::webhook_callback_verification_failed},
             {"notification_failures_exceeded", status_t::notification_failures_exceeded},
             {"websocket_disconnected", status_t::websocket_disconnected},
             {"websocket_failed_ping_pong", status_t::websocket_failed_ping_pong},
             {"websocket_received_inbound_traffic", status_t::websocket_received_inbound_traffic},
             {"websocket_internal_error", status_t::websocket_internal_error},
             {"websocket_network_timeout", status_t::websocket_network_timeout},
             {"websocket_network_error", status_t::websocket_network_error},
             {"websocket_failed_to_reconnect", status_t::websocket_failed_to_reconnect}}};
    }

    struct transport_t {
        enum class method_t { unknown, webhook, websocket };

        friend constexpr auto turnout_enum_names(method_t) {
            return enum_names<method_t, 2>{{{"webhook", method_t::webhook}, {"websocket", method_t::websocket}}};
        }

        open_enum<method_t> method;
        std::optional<std::string_view> callback;   ///< webhook shards only
        std::optional<std::string_view> session_id; ///< websocket shards only
        std::optional<timestamp> connected_at;
        std::optional<timestamp> disconnected_at;

        template <class Visit, class self = transport_t> static constexpr auto fields(Visit visit) {
            return visit(field{"method", &self::method}, field{"callback", &self::callback},
                         field{"session_id", &self::session_id}, field{"connected_at", &self::connected_at},
                         field{"disconnected_at", &self::disconnected_at});
        }
    };

    std::string_view conduit_id;
    std::string_view shard_id;
    open_enum<status_t> status; ///< new shard status
    transport_t transport;

    template <class Visit, class self = conduit_shard_disabled_v1> static constexpr auto fields(Visit visit) {
        return visit(field{"conduit_id", &self::conduit_id}, field{"shard_id", &self::shard_id},
                     field{"status", &self::status}, field{"transport", &self::transport});
    }
};

} // namespace turnout::twitch
