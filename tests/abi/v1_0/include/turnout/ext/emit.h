/* turnout/ext/emit.h - events that a plugin derives from the one it handles.
 *
 * get_extension(TURNOUT_EMIT_EXTENSION) answers a turnout_emit, valid like the host's table itself.
 *
 * A derived event has a type of the plugins' own, "custom." and a name. It is stored in the commit of its parent's
 * TURNOUT_OK, forgotten with every other verdict, and then routed like any event (kind TURNOUT_EVENT_EMITTED). Its
 * message id follows from the parent's delivery id and its place among what that delivery emits, so that no retry and
 * no crash doubles it; an operator's replay of the parent is another delivery and emits anew. Its body is
 * {"subscription": {"type", "version", "status", "condition"}, "event": what was emitted, "emitted": {"plugin",
 * "parent", "message_id", "hops"}}; condition and broadcaster are those of the parent. "hops" counts the steps from
 * Twitch: 1 for an event that was derived from one of Twitch's.
 */
#ifndef TURNOUT_EXT_EMIT_H
#define TURNOUT_EXT_EMIT_H

#include <turnout/abi.h>

#define TURNOUT_EMIT_EXTENSION "turnout.emit/1"

/* What every type of a derived event begins with. Twitch's types never do. */
#define TURNOUT_EMIT_PREFIX "custom."
/* Events of one delivery of an event of Twitch. A derived event may lead to fewer, the further it is from Twitch. */
#define TURNOUT_EMIT_MAX_EVENTS 64u
/* Events of one delivery of an event that is `hops` steps (not more than TURNOUT_EMIT_MAX_HOPS) away from Twitch: 64,
 * 16, 4, 1, none. So a plugin that answers every event with as many as it may makes 9,280 of one, and then stops. */
#define TURNOUT_EMIT_EVENTS_AT(hops) (TURNOUT_EMIT_MAX_EVENTS >> (2u * (hops)))
/* Bytes of the JSON of the events of one delivery. */
#define TURNOUT_EMIT_MAX_BYTES 1048576u
/* Bytes of the JSON of one event. */
#define TURNOUT_EMIT_MAX_BODY 262144u
/* An event that was derived from a derived event, and so on: so many steps. */
#define TURNOUT_EMIT_MAX_HOPS 4u
/* Bytes that one plugin instance has emitted, or written to its state with tokens, and that are not stored yet. */
#define TURNOUT_EMIT_MAX_UNSETTLED 33554432u

#ifdef __cplusplus
extern "C" {
#endif

/* Above 0: done. Below 0: nothing was done. */
typedef int32_t turnout_emit_result;

enum {
    TURNOUT_EMIT_DONE = 1,
    TURNOUT_EMIT_INVALID = -1,  /* type, version or JSON are not as told below, or too long */
    TURNOUT_EMIT_NO_TOKEN = -2, /* no delivery that this instance is handling: over, another's, forged */
    TURNOUT_EMIT_FULL = -3,     /* this delivery has emitted as much as it may */
    TURNOUT_EMIT_TOO_DEEP = -4, /* the parent is itself TURNOUT_EMIT_MAX_HOPS steps away from Twitch: a loop? */
    TURNOUT_EMIT_REFUSED = -5   /* not now: the journal takes no events (it is full, or has failed), or too much of what
                                 * this instance has emitted waits to be stored. Answer TURNOUT_RETRY. */
};

typedef struct turnout_emit {
    uint32_t struct_size;
    uint32_t reserved;
    /* [any] While the delivery of `token` is being handled, or deferred. `type`: "custom." and 1 to 93 of a-z, 0-9, '_'
     * and '.'; `version`: 1 to 16 of a-z, 0-9, '_' and '.'; `json`: one JSON object, at most 63 deep. All are copied.
     */
    turnout_emit_result (*emit)(const turnout_host* host, uint64_t token, turnout_str type, turnout_str version,
                                turnout_str json);
} turnout_emit;

#ifdef __cplusplus
}
#endif
#endif
