/* turnout/ext/timer.h - calls after a time, once or again and again.
 *
 * get_extension(TURNOUT_TIMER_EXTENSION) answers a turnout_timer, valid like the host's table itself.
 *
 * A callback runs on a worker thread and counts as a handle(): never more of both at once than
 * turnout_plugin_description.max_concurrency, and never beside a control call. None runs before start() has returned 1
 * or after stop() was called. Callbacks of one timer never overlap. One that does not return is treated like a handle()
 * that does not return.
 */
#ifndef TURNOUT_EXT_TIMER_H
#define TURNOUT_EXT_TIMER_H

#include <turnout/abi.h>

#define TURNOUT_TIMER_EXTENSION "turnout.timer/1"

/* Timers of one plugin instance at once; more are refused. */
#define TURNOUT_TIMER_MAX_TIMERS 1000u
/* The longest time and the longest period: ten years. */
#define TURNOUT_TIMER_MAX_MS UINT64_C(315360000000)

#ifdef __cplusplus
extern "C" {
#endif

/* [worker] `context` as it was handed to start(), `timer` as start() returned it. No exception may leave it. */
typedef void (*turnout_timer_callback)(void* context, uint64_t timer);

typedef struct turnout_timer {
    uint32_t struct_size;
    uint32_t reserved;
    /* [any] Calls callback(context, timer) `after_ms` from now (0: as soon as a worker is free, but never on this
     * thread before start() has returned and never before the plugin's own start() has), and if `period_ms` is not 0
     * every `period_ms` after that until it is cancelled. Calls that a busy plugin or a sleeping machine has missed are
     * left out, not made up for. Time is CLOCK_MONOTONIC. `context` stays the plugin's; it is not touched any more as
     * cancel() says, after the callback of a timer without a period has returned, or once stop() is called. The number
     * of the timer, never used again; 0 if the callback is NULL, a time is too long, there are too many timers, or
     * stop() was called. The first callback may begin before start() has returned the number. */
    uint64_t (*start)(const turnout_host* host, uint64_t after_ms, uint64_t period_ms, turnout_timer_callback callback,
                      void* context);
    /* [any] When `context` may be freed, by the answer:
     *       1: at once. The callback does not run now and never will again.
     *       2: when the callback that is running right now has returned; it will not be called again. If this call
     * comes from within it: at its end. 0: there is no such timer: nothing new. It was cancelled before, and that
     * answer stands (after a 2 the callback may still be running); or it had no period and its callback has returned;
     * or it never was. Who hands the same context to all timers, and frees it in destroy(), need not care. */
    int32_t (*cancel)(const turnout_host* host, uint64_t timer);
} turnout_timer;

#ifdef __cplusplus
}
#endif
#endif
