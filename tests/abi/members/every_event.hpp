// Made by sdk/catalog/generate; do not edit.
#pragma once
#include <turnout/twitch.hpp>

// All typed events, as arguments of a template or of TURNOUT_PLUGIN.
#define ABI_EVERY_EVENT                                                                                             \
    turnout::twitch::automod_message_hold_v1, turnout::twitch::automod_message_hold_v2,                             \
        turnout::twitch::automod_message_update_v1, turnout::twitch::automod_message_update_v2,                     \
        turnout::twitch::automod_settings_update_v1, turnout::twitch::automod_terms_update_v1,                      \
        turnout::twitch::channel_ad_break_begin_v1, turnout::twitch::channel_ban_v1,                                \
        turnout::twitch::channel_bits_use_v1,                                                                       \
        turnout::twitch::channel_channel_points_automatic_reward_redemption_add_v1,                                 \
        turnout::twitch::channel_channel_points_automatic_reward_redemption_add_v2,                                 \
        turnout::twitch::channel_channel_points_custom_reward_add_v1,                                               \
        turnout::twitch::channel_channel_points_custom_reward_remove_v1,                                            \
        turnout::twitch::channel_channel_points_custom_reward_update_v1,                                            \
        turnout::twitch::channel_channel_points_custom_reward_redemption_add_v1,                                    \
        turnout::twitch::channel_channel_points_custom_reward_redemption_update_v1,                                 \
        turnout::twitch::channel_charity_campaign_donate_v1, turnout::twitch::channel_charity_campaign_progress_v1, \
        turnout::twitch::channel_charity_campaign_start_v1, turnout::twitch::channel_charity_campaign_stop_v1,      \
        turnout::twitch::channel_chat_clear_v1, turnout::twitch::channel_chat_clear_user_messages_v1,               \
        turnout::twitch::channel_chat_message_v1, turnout::twitch::channel_chat_message_delete_v1,                  \
        turnout::twitch::channel_chat_notification_v1, turnout::twitch::channel_chat_user_message_hold_v1,          \
        turnout::twitch::channel_chat_user_message_update_v1, turnout::twitch::channel_chat_settings_update_v1,     \
        turnout::twitch::channel_cheer_v1, turnout::twitch::channel_custom_power_up_redemption_add_v1,              \
        turnout::twitch::channel_custom_power_up_redemption_add_vbeta, turnout::twitch::channel_follow_v1,          \
        turnout::twitch::channel_follow_v2, turnout::twitch::channel_goal_begin_v1,                                 \
        turnout::twitch::channel_goal_end_v1, turnout::twitch::channel_goal_progress_v1,                            \
        turnout::twitch::channel_guest_star_guest_update_vbeta,                                                     \
        turnout::twitch::channel_guest_star_session_begin_vbeta,                                                    \
        turnout::twitch::channel_guest_star_session_end_vbeta,                                                      \
        turnout::twitch::channel_guest_star_settings_update_vbeta,                                                  \
        turnout::twitch::channel_guest_star_slot_update_vbeta, turnout::twitch::channel_hype_train_begin_v1,        \
        turnout::twitch::channel_hype_train_begin_v2, turnout::twitch::channel_hype_train_end_v1,                   \
        turnout::twitch::channel_hype_train_end_v2, turnout::twitch::channel_hype_train_progress_v1,                \
        turnout::twitch::channel_hype_train_progress_v2, turnout::twitch::channel_moderate_v1,                      \
        turnout::twitch::channel_moderate_v2, turnout::twitch::channel_moderator_add_v1,                            \
        turnout::twitch::channel_moderator_remove_v1, turnout::twitch::channel_poll_begin_v1,                       \
        turnout::twitch::channel_poll_end_v1, turnout::twitch::channel_poll_progress_v1,                            \
        turnout::twitch::channel_prediction_begin_v1, turnout::twitch::channel_prediction_end_v1,                   \
        turnout::twitch::channel_prediction_lock_v1, turnout::twitch::channel_prediction_progress_v1,               \
        turnout::twitch::channel_raid_v1, turnout::twitch::channel_shared_chat_begin_v1,                            \
        turnout::twitch::channel_shared_chat_end_v1, turnout::twitch::channel_shared_chat_update_v1,                \
        turnout::twitch::channel_shield_mode_begin_v1, turnout::twitch::channel_shield_mode_end_v1,                 \
        turnout::twitch::channel_shoutout_create_v1, turnout::twitch::channel_shoutout_receive_v1,                  \
        turnout::twitch::channel_subscribe_v1, turnout::twitch::channel_subscription_end_v1,                        \
        turnout::twitch::channel_subscription_gift_v1, turnout::twitch::channel_subscription_message_v1,            \
        turnout::twitch::channel_suspicious_user_message_v1, turnout::twitch::channel_suspicious_user_update_v1,    \
        turnout::twitch::channel_unban_v1, turnout::twitch::channel_unban_request_create_v1,                        \
        turnout::twitch::channel_unban_request_resolve_v1, turnout::twitch::channel_update_v1,                      \
        turnout::twitch::channel_update_v2, turnout::twitch::channel_vip_add_v1,                                    \
        turnout::twitch::channel_vip_remove_v1, turnout::twitch::channel_warning_acknowledge_v1,                    \
        turnout::twitch::channel_warning_send_v1, turnout::twitch::conduit_shard_disabled_v1,                       \
        turnout::twitch::drop_entitlement_grant_v1, turnout::twitch::extension_bits_transaction_create_v1,          \
        turnout::twitch::stream_offline_v1, turnout::twitch::stream_online_v1,                                      \
        turnout::twitch::user_authorization_grant_v1, turnout::twitch::user_authorization_revoke_v1,                \
        turnout::twitch::user_update_v1, turnout::twitch::user_whisper_message_v1
