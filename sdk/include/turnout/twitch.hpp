// All typed events.
#pragma once
#include <turnout/twitch/channel_chat_message_v1.hpp>
#include <turnout/twitch/channel_follow_v2.hpp>
#include <turnout/twitch/stream_online_v1.hpp>
