#include "tests/bench/loadgen/body_template.hpp"

#include <array>

namespace turnout::bench {
namespace {

// Macros, so that the texts stay literals that are joined at compile time.
// NOLINTBEGIN(cppcoreguidelines-macro-usage)
#define BROADCASTER \
    R"("broadcaster_user_id":"{{bid}}","broadcaster_user_login":"chan{{bid}}","broadcaster_user_name":"Chan{{bid}}")"
#define USER R"("user_id":"{{uid}}","user_login":"user{{uid}}","user_name":"User{{uid}}")"
#define CONDITION R"("broadcaster_user_id":"{{bid}}")"
// NOLINTEND(cppcoreguidelines-macro-usage)

constexpr std::array<BuiltinBody, 8> bodies{{
    {"channel.follow", "2", CONDITION R"(,"moderator_user_id":"{{bid}}")",
     USER "," BROADCASTER R"(,"followed_at":"{{ts}}")"},
    {"stream.online", "1", CONDITION, R"("id":"{{n}}",)" BROADCASTER R"(,"type":"live","started_at":"{{ts}}")"},
    {"stream.offline", "1", CONDITION, BROADCASTER},
    {"channel.subscribe", "1", CONDITION, USER "," BROADCASTER R"(,"tier":"1000","is_gift":false)"},
    {"channel.cheer", "1", CONDITION,
     R"("is_anonymous":false,)" USER "," BROADCASTER R"(,"message":"cheer100 well played","bits":100)"},
    {"channel.update", "2", CONDITION,
     BROADCASTER R"(,"title":"Load test {{n}}","language":"en","category_id":"509658",)"
                 R"("category_name":"Just Chatting","content_classification_labels":[])"},
    {"channel.raid", "1", R"("to_broadcaster_user_id":"{{bid}}")",
     R"("from_broadcaster_user_id":"{{uid}}","from_broadcaster_user_login":"user{{uid}}",)"
     R"("from_broadcaster_user_name":"User{{uid}}","to_broadcaster_user_id":"{{bid}}",)"
     R"("to_broadcaster_user_login":"chan{{bid}}","to_broadcaster_user_name":"Chan{{bid}}","viewers":42)"},
    {"channel.chat.message", "1", CONDITION R"(,"user_id":"{{bid}}")",
     BROADCASTER
     R"(,"chatter_user_id":"{{uid}}","chatter_user_login":"user{{uid}}","chatter_user_name":"User{{uid}}",)"
     R"("message_id":"{{id}}","message":{"text":"message number {{n}}","fragments":[{"type":"text",)"
     R"("text":"message number {{n}}","cheermote":null,"emote":null,"mention":null}]},"color":"#00FF7F",)"
     R"("badges":[{"set_id":"subscriber","id":"12","info":"16"}],"message_type":"text","cheer":null,"reply":null,)"
     R"("channel_points_custom_reward_id":null)"},
}};

constexpr BuiltinBody plain{"", "1", CONDITION, BROADCASTER "," USER};

} // namespace

std::span<const BuiltinBody> builtin_bodies() {
    return bodies;
}

const BuiltinBody& plain_body() {
    return plain;
}

} // namespace turnout::bench
