/* turnout/ext/state.h - a small durable store of a plugin instance: keys and values, and "do this once".
 *
 * get_extension(TURNOUT_STATE_EXTENSION) answers a turnout_state, valid like the host's table itself.
 *
 * The store belongs to the instance's name in the configuration: it outlives reloads, restarts and new versions.
 *
 * With the token of a delivery that this instance is handling (or has deferred), writes are kept in memory until the
 * delivery is over: with TURNOUT_OK they are committed together with it, all or none; with every other verdict they are
 * forgotten. Reads with a token see what was written with that token. Without one (token 0) a write is on stable
 * storage when the call returns.
 * Reads see every write that came before them: without a token those that have returned, with a token those of
 * deliveries whose TURNOUT_OK the host has taken: when handle() has returned it, or complete() was called for a
 * delivery that was deferred. A complete() within handle() is taken when handle() returns; until then nobody sees what
 * that delivery has written, and its token neither reads nor writes any more. So a plugin with max_concurrency 1 may
 * read, change and write. Functions may block for as long as a disk takes; do not call them under a lock that a handler
 * wants.
 */
#ifndef TURNOUT_EXT_STATE_H
#define TURNOUT_EXT_STATE_H

#include <turnout/abi.h>

#define TURNOUT_STATE_EXTENSION "turnout.state/1"

/* Keys are 1 to so many bytes, compared as bytes. */
#define TURNOUT_STATE_MAX_KEY 256u
/* Values are 0 to so many bytes, of any kind. */
#define TURNOUT_STATE_MAX_VALUE 65536u
/* All keys and values of one plugin instance, in bytes. */
#define TURNOUT_STATE_MAX_TOTAL 16777216u
/* Writes with one token: how many, and how many bytes of keys and values. */
#define TURNOUT_STATE_MAX_WRITES 256u
#define TURNOUT_STATE_MAX_WRITTEN 1048576u
/* Entries of one scan(). */
#define TURNOUT_STATE_MAX_SCAN 1000u
/* Keys of once() that one plugin instance has at a time; they do not count in the total above. */
#define TURNOUT_STATE_MAX_ONCE 1000000u

#ifdef __cplusplus
extern "C" {
#endif

/* Above 0: done. Below 0: nothing was done. */
typedef int32_t turnout_state_result;

enum {
    TURNOUT_STATE_DONE = 1,       /* get: found; put, erase: written; once: the work was done before */
    TURNOUT_STATE_ABSENT = 2,     /* get: no such key; erase: there was none */
    TURNOUT_STATE_FRESH = 3,      /* once: nobody has begun; it is noted, before this returns, that this delivery has */
    TURNOUT_STATE_UNFINISHED = 4, /* once: begun, by an earlier attempt or by a delivery still under way, not done */
    TURNOUT_STATE_INVALID = -1,   /* a key or value too long, an empty key, a null pointer, a time of 0, or a visitor
                                   * that let an exception out: the host's log has it */
    TURNOUT_STATE_NO_TOKEN = -2,  /* no delivery that this instance is handling: over, another's, forged */
    TURNOUT_STATE_FULL = -3,      /* over a limit above */
    TURNOUT_STATE_FAILED = -4     /* not now: the journal cannot be read or written (its log says why), or too much of
                                   * what this instance has written with tokens waits to be stored */
};

/* Called for what was found, on the caller's thread, before the function returns; key and value are borrowed until the
 * visitor returns. 1 to go on, 0 to end. It may call the host. */
typedef int32_t (*turnout_state_visitor)(void* context, turnout_str key, turnout_str value);

typedef struct turnout_state {
    uint32_t struct_size;
    uint32_t reserved;
    /* [any] The value of a key: DONE after one call of `found`, or ABSENT. */
    turnout_state_result (*get)(const turnout_host* host, uint64_t token, turnout_str key, turnout_state_visitor found,
                                void* context);
    /* [any] Writes a key; the value is copied. DONE. A limit is judged by what the store would hold if everything that
     * is written and not stored yet, by all deliveries, became part of it. */
    turnout_state_result (*put)(const turnout_host* host, uint64_t token, turnout_str key, turnout_str value);
    /* [any] Removes a key. DONE, or ABSENT. */
    turnout_state_result (*erase)(const turnout_host* host, uint64_t token, turnout_str key);
    /* [any] Entries whose key begins with `prefix` (may be empty) and is behind `after` (empty: from the first), in
     * order of their keys: at most `limit`, and not more than TURNOUT_STATE_MAX_SCAN or about 1 MiB. The number of
     * calls of `each`, or a result below 0. Pages: call again with the last key as `after` until it returns 0. */
    int64_t (*scan)(const turnout_host* host, uint64_t token, turnout_str prefix, turnout_str after, uint32_t limit,
                    turnout_state_visitor each, void* context);
    /* [any] May this delivery do what `key` stands for? DONE, FRESH or UNFINISHED; asked again with the same token, the
     * same answer. With TURNOUT_OK the key becomes done, in the commit of that OK. It is forgotten, done or not,
     * `time_to_live_ms` after it was begun or done. A token is needed. Keys of once() are apart from those of put(). */
    turnout_state_result (*once)(const turnout_host* host, uint64_t token, turnout_str key, uint64_t time_to_live_ms);
} turnout_state;

#ifdef __cplusplus
}
#endif
#endif
