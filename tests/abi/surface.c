/* A library that exposes every record and table of the binary contract, so that abidw can write them down. */
#include <turnout/abi.h>
#include <turnout/ext/emit.h>
#include <turnout/ext/metrics.h>
#include <turnout/ext/state.h>
#include <turnout/ext/timer.h>

#define EXPOSE(record)                                          \
    extern TURNOUT_EXPORT const struct record* expose_##record; \
    const struct record* expose_##record

EXPOSE(turnout_str);
EXPOSE(turnout_error);
EXPOSE(turnout_outcome);
EXPOSE(turnout_node);
EXPOSE(turnout_event);
EXPOSE(turnout_host);
EXPOSE(turnout_event_type);
EXPOSE(turnout_setting);
EXPOSE(turnout_plugin_description);
EXPOSE(turnout_plugin);
EXPOSE(turnout_entry);
EXPOSE(turnout_emit);
EXPOSE(turnout_label);
EXPOSE(turnout_series);
EXPOSE(turnout_metrics);
EXPOSE(turnout_state);
EXPOSE(turnout_timer);
