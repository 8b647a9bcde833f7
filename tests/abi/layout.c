/* The layout of ABI 1.0 on 64-bit machines, compiled as C11. A line here is only ever added, never changed: a change
 * breaks every plugin that was built before. */
#include <turnout/abi.h>
#include <turnout/ext/emit.h>
#include <turnout/ext/metrics.h>
#include <turnout/ext/state.h>
#include <turnout/ext/timer.h>
#include <turnout/note.h>

#define SIZE(record, bytes) _Static_assert(sizeof(struct record) == (bytes), "size of " #record)
#define AT(record, member, offset) _Static_assert(offsetof(struct record, member) == (offset), #record "." #member)
#define IS(name, number) _Static_assert((name) == (number), #name)

IS(TURNOUT_ABI_MAJOR, 1);
IS(TURNOUT_ABI_MINOR, 0);
IS(TURNOUT_ABI_REQUIRED, 65536);
IS(TURNOUT_NOTE_MANIFEST, 1);
IS(TURNOUT_OK, 1);
IS(TURNOUT_RETRY, 2);
IS(TURNOUT_REJECT, 3);
IS(TURNOUT_DEFERRED, 4);
IS(TURNOUT_TRACE, 1);
IS(TURNOUT_DEBUG, 2);
IS(TURNOUT_INFO, 3);
IS(TURNOUT_WARNING, 4);
IS(TURNOUT_ERROR, 5);
IS(TURNOUT_NULL, 1);
IS(TURNOUT_FALSE, 2);
IS(TURNOUT_TRUE, 3);
IS(TURNOUT_INT, 4);
IS(TURNOUT_UINT, 5);
IS(TURNOUT_DOUBLE, 6);
IS(TURNOUT_STRING, 7);
IS(TURNOUT_ARRAY, 8);
IS(TURNOUT_OBJECT, 9);
IS(TURNOUT_EVENT_NOTIFICATION, 1);
IS(TURNOUT_EVENT_REVOCATION, 2);
IS(TURNOUT_EVENT_EMITTED, 3);
IS(TURNOUT_EVENT_TEST, 4);
IS(TURNOUT_MAX_RETAINED, 10000);
IS(TURNOUT_SETTING_TEXT, 1);
IS(TURNOUT_SETTING_BOOL, 2);
IS(TURNOUT_SETTING_INTEGER, 3);
IS(TURNOUT_SETTING_NUMBER, 4);
IS(TURNOUT_SETTING_DURATION, 5);
IS(TURNOUT_SETTING_SIZE, 6);
IS(TURNOUT_SETTING_PATH, 7);
IS(TURNOUT_SETTING_REQUIRED, 1);

SIZE(turnout_str, 16);
AT(turnout_str, data, 0);
AT(turnout_str, size, 8);

SIZE(turnout_error, 248);
AT(turnout_error, struct_size, 0);
AT(turnout_error, code, 4);
AT(turnout_error, message, 8);

SIZE(turnout_outcome, 256);
AT(turnout_outcome, struct_size, 0);
AT(turnout_outcome, retry_after_ms, 4);
AT(turnout_outcome, reason, 8);

SIZE(turnout_node, 24);
AT(turnout_node, kind, 0);
AT(turnout_node, next, 4);
AT(turnout_node, key_offset, 8);
AT(turnout_node, key_size, 12);
AT(turnout_node, u, 16);

SIZE(turnout_event, 272);
AT(turnout_event, struct_size, 0);
AT(turnout_event, kind, 4);
AT(turnout_event, token, 8);
AT(turnout_event, delivery_id, 16);
AT(turnout_event, route, 32);
AT(turnout_event, sequence, 48);
AT(turnout_event, attempt, 56);
AT(turnout_event, replayed, 60);
AT(turnout_event, message_id, 64);
AT(turnout_event, element_id, 80);
AT(turnout_event, batch_index, 96);
AT(turnout_event, batch_size, 100);
AT(turnout_event, subscription_id, 104);
AT(turnout_event, type, 120);
AT(turnout_event, version, 136);
AT(turnout_event, broadcaster_id, 152);
AT(turnout_event, sent_unix_ns, 168);
AT(turnout_event, accepted_unix_ns, 176);
AT(turnout_event, message_retry, 184);
AT(turnout_event, ordering_key, 200);
AT(turnout_event, deadline_ns, 216);
AT(turnout_event, body, 224);
AT(turnout_event, nodes, 240);
AT(turnout_event, node_count, 248);
AT(turnout_event, event_index, 252);
AT(turnout_event, arena, 256);
AT(turnout_event, arena_size, 264);

SIZE(turnout_host, 104);
AT(turnout_host, struct_size, 0);
AT(turnout_host, abi_version, 4);
AT(turnout_host, name, 8);
AT(turnout_host, version, 24);
AT(turnout_host, instance, 40);
AT(turnout_host, get_extension, 56);
AT(turnout_host, log, 64);
AT(turnout_host, config, 72);
AT(turnout_host, complete, 80);
AT(turnout_host, retain, 88);
AT(turnout_host, release, 96);

SIZE(turnout_event_type, 32);
AT(turnout_event_type, type, 0);
AT(turnout_event_type, version, 16);

SIZE(turnout_setting, 64);
AT(turnout_setting, struct_size, 0);
AT(turnout_setting, type, 4);
AT(turnout_setting, flags, 8);
AT(turnout_setting, reserved, 12);
AT(turnout_setting, key, 16);
AT(turnout_setting, help, 32);
AT(turnout_setting, fallback, 48);

SIZE(turnout_plugin_description, 104);
AT(turnout_plugin_description, struct_size, 0);
AT(turnout_plugin_description, max_concurrency, 4);
AT(turnout_plugin_description, id, 8);
AT(turnout_plugin_description, version, 24);
AT(turnout_plugin_description, summary, 40);
AT(turnout_plugin_description, handles, 56);
AT(turnout_plugin_description, handles_count, 64);
AT(turnout_plugin_description, settings, 72);
AT(turnout_plugin_description, settings_count, 80);
AT(turnout_plugin_description, ordering_key, 88);

SIZE(turnout_plugin, 64);
AT(turnout_plugin, struct_size, 0);
AT(turnout_plugin, reserved, 4);
AT(turnout_plugin, create, 8);
AT(turnout_plugin, start, 16);
AT(turnout_plugin, handle, 24);
AT(turnout_plugin, configure, 32);
AT(turnout_plugin, stop, 40);
AT(turnout_plugin, destroy, 48);
AT(turnout_plugin, get_extension, 56);

SIZE(turnout_entry, 32);
AT(turnout_entry, struct_size, 0);
AT(turnout_entry, abi_version, 4);
AT(turnout_entry, abi_required, 8);
AT(turnout_entry, reserved, 12);
AT(turnout_entry, description, 16);
AT(turnout_entry, plugin, 24);

IS(TURNOUT_METRICS_MAX_SERIES, 1000);
IS(TURNOUT_METRICS_MAX_LABELS, 8);
IS(TURNOUT_METRICS_MAX_BUCKETS, 32);
IS(TURNOUT_METRICS_MAX_TEXT, 128);
IS(TURNOUT_COUNTER, 1);
IS(TURNOUT_GAUGE, 2);
IS(TURNOUT_HISTOGRAM, 3);

SIZE(turnout_label, 32);
AT(turnout_label, name, 0);
AT(turnout_label, value, 16);

SIZE(turnout_series, 72);
AT(turnout_series, struct_size, 0);
AT(turnout_series, kind, 4);
AT(turnout_series, name, 8);
AT(turnout_series, help, 24);
AT(turnout_series, labels, 40);
AT(turnout_series, labels_count, 48);
AT(turnout_series, buckets, 56);
AT(turnout_series, buckets_count, 64);

SIZE(turnout_metrics, 48);
AT(turnout_metrics, struct_size, 0);
AT(turnout_metrics, reserved, 4);
AT(turnout_metrics, series, 8);
AT(turnout_metrics, add, 16);
AT(turnout_metrics, set, 24);
AT(turnout_metrics, observe, 32);
AT(turnout_metrics, drift, 40);

IS(TURNOUT_TIMER_MAX_TIMERS, 1000);
IS(TURNOUT_TIMER_MAX_MS, 315360000000);

SIZE(turnout_timer, 24);
AT(turnout_timer, struct_size, 0);
AT(turnout_timer, reserved, 4);
AT(turnout_timer, start, 8);
AT(turnout_timer, cancel, 16);

IS(TURNOUT_STATE_MAX_KEY, 256);
IS(TURNOUT_STATE_MAX_VALUE, 65536);
IS(TURNOUT_STATE_MAX_TOTAL, 16777216);
IS(TURNOUT_STATE_MAX_WRITES, 256);
IS(TURNOUT_STATE_MAX_WRITTEN, 1048576);
IS(TURNOUT_STATE_MAX_SCAN, 1000);
IS(TURNOUT_STATE_MAX_ONCE, 1000000);
IS(TURNOUT_STATE_DONE, 1);
IS(TURNOUT_STATE_ABSENT, 2);
IS(TURNOUT_STATE_FRESH, 3);
IS(TURNOUT_STATE_UNFINISHED, 4);
IS(TURNOUT_STATE_INVALID, -1);
IS(TURNOUT_STATE_NO_TOKEN, -2);
IS(TURNOUT_STATE_FULL, -3);
IS(TURNOUT_STATE_FAILED, -4);

SIZE(turnout_state, 48);
AT(turnout_state, struct_size, 0);
AT(turnout_state, reserved, 4);
AT(turnout_state, get, 8);
AT(turnout_state, put, 16);
AT(turnout_state, erase, 24);
AT(turnout_state, scan, 32);
AT(turnout_state, once, 40);

IS(TURNOUT_EMIT_MAX_EVENTS, 64);
IS(TURNOUT_EMIT_MAX_BYTES, 1048576);
IS(TURNOUT_EMIT_MAX_BODY, 262144);
IS(TURNOUT_EMIT_MAX_HOPS, 4);
IS(TURNOUT_EMIT_MAX_UNSETTLED, 33554432);
IS(TURNOUT_EMIT_EVENTS_AT(0), 64);
IS(TURNOUT_EMIT_EVENTS_AT(1), 16);
IS(TURNOUT_EMIT_EVENTS_AT(2), 4);
IS(TURNOUT_EMIT_EVENTS_AT(3), 1);
IS(TURNOUT_EMIT_EVENTS_AT(TURNOUT_EMIT_MAX_HOPS), 0);
IS(TURNOUT_EMIT_DONE, 1);
IS(TURNOUT_EMIT_INVALID, -1);
IS(TURNOUT_EMIT_NO_TOKEN, -2);
IS(TURNOUT_EMIT_FULL, -3);
IS(TURNOUT_EMIT_TOO_DEEP, -4);
IS(TURNOUT_EMIT_REFUSED, -5);

SIZE(turnout_emit, 16);
AT(turnout_emit, struct_size, 0);
AT(turnout_emit, reserved, 4);
AT(turnout_emit, emit, 8);

/* A translation unit needs a declaration that is no assertion. */
extern const int turnout_abi_layout_is_pinned;
const int turnout_abi_layout_is_pinned = 1;
