/* turnout/abi.h - the whole binary contract between Turnout's host and a handler plugin. Version 1.0.
 *
 * Rules (the long form is sdk/ABI.md):
 *   1. Pure C11. Every table and record that crosses starts with struct_size and only ever grows at its end; the small
 *      value structs turnout_str, turnout_node and turnout_event_type are frozen. Fields called `reserved` are 0.
 *   2. A released name, field, enumerator or documented meaning never changes.
 *   3. Whoever allocates frees. A pointer that is passed into a call is borrowed until that call returns.
 *   4. No exception, longjmp or signal crosses. No C++ type, FILE*, errno or locale crosses.
 *   5. Strings are UTF-8, (data, size), not NUL-terminated.
 * Thread tags: [control] the host's control thread, never two such calls at once for one instance, and none of them
 *                        while a handle() runs.
 *              [worker]  a worker thread; at most turnout_plugin_description.max_concurrency at once.
 *              [any]     thread-safe; from create() until destroy() returns.
 */
#ifndef TURNOUT_ABI_H
#define TURNOUT_ABI_H

#include <stddef.h>
#include <stdint.h>

#define TURNOUT_ABI_MAJOR 1u
#define TURNOUT_ABI_MINOR 0u
#define TURNOUT_ABI_VERSION ((TURNOUT_ABI_MAJOR << 16) | TURNOUT_ABI_MINOR)
#define TURNOUT_ENTRY_SYMBOL "turnout_plugin_entry"
/* Before the definition of turnout_plugin_entry; everything else of a plugin is compiled hidden. */
#define TURNOUT_EXPORT __attribute__((visibility("default")))

#ifdef __cplusplus
extern "C" {
#endif

typedef struct turnout_str {
    const char* data; /* may be NULL if size is 0 */
    size_t size;
} turnout_str;

/* What handle() and complete() say of a delivery. 0 is never valid; an unknown one counts as TURNOUT_RETRY. */
typedef int32_t turnout_verdict;

enum {
    TURNOUT_OK = 1,      /* done */
    TURNOUT_RETRY = 2,   /* again after turnout_outcome.retry_after_ms (0: the host's backoff) */
    TURNOUT_REJECT = 3,  /* never again: kept as a dead letter with turnout_outcome.reason */
    TURNOUT_DEFERRED = 4 /* from handle() only: the plugin will call complete() once */
};

typedef int32_t turnout_level;

enum { TURNOUT_TRACE = 1, TURNOUT_DEBUG = 2, TURNOUT_INFO = 3, TURNOUT_WARNING = 4, TURNOUT_ERROR = 5 };

/* Allocated by the caller, filled by the callee; text is UTF-8 and NUL-terminated. */
typedef struct turnout_error {
    uint32_t struct_size;
    int32_t code; /* the plugin's own; only shown */
    char message[240];
} turnout_error;

typedef struct turnout_outcome {
    uint32_t struct_size;
    uint32_t retry_after_ms;
    char reason[248];
} turnout_outcome;

/* JSON, parsed by the host: a flat array in document order over `arena`; indices and offsets only, so the same bytes
 * serve another process. */
typedef uint32_t turnout_node_kind;

enum {
    TURNOUT_NULL = 1,
    TURNOUT_FALSE = 2,
    TURNOUT_TRUE = 3,
    TURNOUT_INT = 4,    /* u.i */
    TURNOUT_UINT = 5,   /* u.u: above INT64_MAX */
    TURNOUT_DOUBLE = 6, /* u.d */
    TURNOUT_STRING = 7, /* u.s: slice of the arena */
    TURNOUT_ARRAY = 8,  /* u.count elements follow */
    TURNOUT_OBJECT = 9  /* u.count members follow, each with its key */
};

typedef struct turnout_node {
    turnout_node_kind kind;
    uint32_t next;       /* index just past this node's subtree */
    uint32_t key_offset; /* slice of the arena; only members of objects have a key */
    uint32_t key_size;

    union {
        int64_t i;
        uint64_t u;
        double d;
        uint64_t count;

        struct {
            uint32_t offset;
            uint32_t size;
        } s;
    } u;
} turnout_node;

typedef uint32_t turnout_event_kind;

enum {
    TURNOUT_EVENT_NOTIFICATION = 1,
    TURNOUT_EVENT_REVOCATION = 2, /* no `event`; the reason is in `subscription.status` */
    TURNOUT_EVENT_EMITTED = 3,    /* derived by a plugin */
    TURNOUT_EVENT_TEST = 4        /* made by a tool */
};

/* One delivery of one event. Borrowed until handle() returns, or while the token is retained. */
typedef struct turnout_event {
    uint32_t struct_size;
    turnout_event_kind kind;
    uint64_t token;          /* names this delivery for complete(); never 0 */
    turnout_str delivery_id; /* stable over the attempts of one delivery: route/sequence/replay */
    turnout_str route;       /* name of the route that led here */
    uint64_t sequence;       /* position in the journal */
    uint32_t attempt;        /* from 1 */
    uint32_t replayed;       /* 1: an operator asked for it again */
    turnout_str message_id;  /* Twitch-Eventsub-Message-Id */
    turnout_str element_id;  /* events[].id of a batched notification, else empty */
    uint32_t batch_index;    /* position in `events`, else 0 */
    uint32_t batch_size;     /* elements in the message, else 1 */
    turnout_str subscription_id;
    turnout_str type;           /* e.g. channel.follow */
    turnout_str version;        /* e.g. 2 */
    turnout_str broadcaster_id; /* of the subscription's condition, may be empty */
    int64_t sent_unix_ns;       /* Twitch-Eventsub-Message-Timestamp */
    int64_t accepted_unix_ns;   /* when the host had read it */
    turnout_str message_retry;  /* Twitch-Eventsub-Message-Retry as received, may be empty */
    turnout_str ordering_key;   /* events with the same key come one at a time, in order; empty: none */
    int64_t deadline_ns;        /* CLOCK_MONOTONIC; past it the delivery counts as overdue */
    turnout_str body;           /* the verified request body, byte for byte */
    const turnout_node* nodes;  /* of the body; nodes[0] is the root object; NULL if the body is no JSON */
    uint32_t node_count;
    uint32_t event_index; /* of the `event` member, or of this batch element's `data`; 0: there is none */
    const char* arena;
    uint64_t arena_size;
} turnout_event;

typedef struct turnout_host turnout_host;

/* The host's services. The table is valid until destroy() returns. */
struct turnout_host {
    uint32_t struct_size;
    uint32_t abi_version;
    turnout_str name;     /* "turnout" */
    turnout_str version;  /* of the host */
    turnout_str instance; /* name of this plugin instance in the configuration */
    /* [any] A further service by its id "turnout.<name>/<revision>", or NULL if this host has none. */
    const void* (*get_extension)(const turnout_host* host, turnout_str id);
    /* [any] The message is copied. Unknown levels count as TURNOUT_INFO. */
    void (*log)(const turnout_host* host, turnout_level level, turnout_str message);
    /* [control] 1 and *value if the key is set under plugin.<instance>., or declared with a default; else 0. The value
     * is borrowed until the control call returns. */
    int32_t (*config)(const turnout_host* host, turnout_str key, turnout_str* value);
    /* [any] Ends a deferred delivery. 1 if it was taken; 0 if the token is late, used up, forged or of another
     * instance, or the verdict is TURNOUT_DEFERRED or unknown. Within handle() it counts when handle() returns,
     * whatever that returns; after it the token is good for retain() and release() only. `outcome` may be NULL. */
    int32_t (*complete)(const turnout_host* host, uint64_t token, turnout_verdict verdict,
                        const turnout_outcome* outcome);
    /* [any] Keeps an event's memory beyond handle(). 1: it is kept until as many calls of release(); 0: nothing is
     * kept, as the event is neither borrowed nor retained by this instance, or it retains TURNOUT_MAX_RETAINED others:
     * answer TURNOUT_RETRY instead of deferring. */
    int32_t (*retain)(const turnout_host* host, uint64_t token);
    /* [any] Takes back one retain(). A token that is not retained by this instance is ignored, and counted. */
    void (*release)(const turnout_host* host, uint64_t token);
};

/* Events that one plugin instance may retain at once. */
#define TURNOUT_MAX_RETAINED 10000u

/* A type that the plugin handles. An empty type: every event. An empty version: every version. Frozen: carries no size.
 */
typedef struct turnout_event_type {
    turnout_str type;
    turnout_str version;
} turnout_event_type;

/* What the text of a setting has to be; the host refuses to start the plugin with another one. An unknown type counts
 * as TURNOUT_SETTING_TEXT. */
typedef uint32_t turnout_setting_type;

enum {
    TURNOUT_SETTING_TEXT = 1,     /* anything */
    TURNOUT_SETTING_BOOL = 2,     /* true or false */
    TURNOUT_SETTING_INTEGER = 3,  /* a whole number of 64 bits with sign */
    TURNOUT_SETTING_NUMBER = 4,   /* a decimal number */
    TURNOUT_SETTING_DURATION = 5, /* a whole number with ms, s, m, h or d */
    TURNOUT_SETTING_SIZE = 6,     /* of bytes: a whole number, alone or with k, m, g or t */
    TURNOUT_SETTING_PATH = 7      /* not empty */
};

/* Bits of turnout_setting.flags; others are 0. */
#define TURNOUT_SETTING_REQUIRED 1u /* the host refuses to start the plugin without it */

/* A configuration key that the plugin understands: plugin.<instance>.<key>. */
typedef struct turnout_setting {
    uint32_t struct_size;
    turnout_setting_type type;
    uint32_t flags;
    uint32_t reserved;
    turnout_str key;
    turnout_str help;     /* one line */
    turnout_str fallback; /* what config() answers when the key is not set; data NULL: there is no default */
} turnout_setting;

/* Constant for the life of the library. */
typedef struct turnout_plugin_description {
    uint32_t struct_size;
    uint32_t max_concurrency; /* 1: handle() is serialised; 0: the plugin is thread-safe, the host decides */
    turnout_str id;           /* reverse domain or dotted name, e.g. "com.example.greeter" */
    turnout_str version;
    turnout_str summary;
    const turnout_event_type* handles; /* an array; the same as in the note */
    size_t handles_count;
    const turnout_setting* const* settings; /* an array of pointers, as the record may grow; the same as in the note */
    size_t settings_count;
    turnout_str ordering_key; /* wanted order_by for routes that say nothing; a host may ignore it, 0.1 does */
} turnout_plugin_description;

typedef struct turnout_plugin {
    uint32_t struct_size;
    uint32_t reserved;
    /* [control] Reads the configuration, allocates; starts no thread yet. NULL and *error on failure. */
    void* (*create)(const turnout_host* host, turnout_error* error);
    /* [control] Last chance to refuse: 1, or 0 and *error. After 1, handle() may be called. */
    int32_t (*start)(void* self, turnout_error* error);
    /* [worker] */
    turnout_verdict (*handle)(void* self, const turnout_event* event, turnout_outcome* outcome);
    /* [control] New configuration for the same code: 1 applied, 0 refused (the old one stays), -1 a new instance is
     * needed. May be NULL: always a new instance. */
    int32_t (*configure)(void* self, turnout_error* error);
    /* [control] No handle() will come any more: complete what is deferred, join every thread. */
    void (*stop)(void* self);
    /* [control] Afterwards no code of the plugin runs on any thread and no pointer of the host is kept. */
    void (*destroy)(void* self);
    /* [any] Further abilities of the plugin, or NULL. The function itself may be NULL. */
    const void* (*get_extension)(void* self, turnout_str id);
} turnout_plugin;

/* The one exported symbol: constant data, readable before any code of the plugin runs. */
typedef struct turnout_entry {
    uint32_t struct_size;
    uint32_t abi_version;  /* TURNOUT_ABI_VERSION of the headers it was compiled with */
    uint32_t abi_required; /* oldest host that it runs on */
    uint32_t reserved;
    const turnout_plugin_description* description;
    const turnout_plugin* plugin;
} turnout_entry;

#ifdef __cplusplus
}
#endif
#endif
