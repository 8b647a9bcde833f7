/* turnout/ext/metrics.h - counters, gauges and histograms that the host owns and shows on its admin port.
 *
 * get_extension(TURNOUT_METRICS_EXTENSION) answers a turnout_metrics, valid like the host's table itself.
 *
 * A series is one line of the metrics page: a name with its labels. The host keeps it under the plugin instance, so it
 * survives a reload of the plugin: who asks for the same one again gets the same one, with its value. On the page the
 * name gets the prefix "turnout_plugin_", and the series gets the label plugin="<instance>".
 */
#ifndef TURNOUT_EXT_METRICS_H
#define TURNOUT_EXT_METRICS_H

#include <turnout/abi.h>

#define TURNOUT_METRICS_EXTENSION "turnout.metrics/1"

/* What a plugin instance may have; more is refused. */
#define TURNOUT_METRICS_MAX_SERIES 1000u
#define TURNOUT_METRICS_MAX_LABELS 8u
#define TURNOUT_METRICS_MAX_BUCKETS 32u
/* Bytes of a name or of a label's value. */
#define TURNOUT_METRICS_MAX_TEXT 128u

#ifdef __cplusplus
extern "C" {
#endif

typedef uint32_t turnout_metric_kind;

enum {
    TURNOUT_COUNTER = 1,  /* only rises */
    TURNOUT_GAUGE = 2,    /* rises, falls, is set */
    TURNOUT_HISTOGRAM = 3 /* observations, counted by bucket */
};

/* Frozen: carries no size. */
typedef struct turnout_label {
    turnout_str name;  /* [a-zA-Z_][a-zA-Z0-9_]*, not "plugin" or "le", not beginning with "__", each once */
    turnout_str value; /* UTF-8; may be empty */
} turnout_label;

/* Filled by the plugin; borrowed until series() returns. */
typedef struct turnout_series {
    uint32_t struct_size;
    turnout_metric_kind kind;
    turnout_str name; /* [a-zA-Z_][a-zA-Z0-9_]*; by custom a counter ends in _total, and a unit stands in the name */
    turnout_str help; /* one line; the first one that comes with a name is kept */
    const turnout_label* labels;
    size_t labels_count;
    const double* buckets; /* histograms only: upper bounds, rising; +Inf is added */
    size_t buckets_count;
} turnout_series;

typedef struct turnout_metrics {
    uint32_t struct_size;
    uint32_t reserved;
    /* [any] The number of a series, made when it is asked for the first time; order of labels does not matter. The
     * number is valid until destroy() returns. 0, and a text in *error (which may be NULL), if a name is invalid, the
     * name is in use with another kind, other label names or other buckets, or a limit above is reached. */
    uint64_t (*series)(const turnout_host* host, const turnout_series* wanted, turnout_error* error);
    /* The next three never block on the page that is being read, and do nothing but count a misuse (0 and other invalid
     * numbers included), which the host logs once.
     * [any] Adds to a counter (not less than 0) or to a gauge. */
    void (*add)(const turnout_host* host, uint64_t series, double amount);
    /* [any] Sets a gauge. */
    void (*set)(const turnout_host* host, uint64_t series, double value);
    /* [any] One observation of a histogram. */
    void (*observe)(const turnout_host* host, uint64_t series, double value);
    /* [any] An event of `type` differed from what the plugin was compiled for at `path` (an unknown key, an unknown
     * value of an enumeration) `count` times. Counted by the host for all plugins together in
     * turnout_event_drift_total{type,path}; after 1000 different pairs under type and path "other". */
    void (*drift)(const turnout_host* host, turnout_str type, turnout_str path, uint64_t count);
} turnout_metrics;

#ifdef __cplusplus
}
#endif
#endif
