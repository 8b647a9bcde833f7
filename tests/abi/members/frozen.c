/* A plugin as somebody built it against version 1.0: compiled with the headers that were frozen then (v1_0), whatever
 * those of the SDK are now. It uses every service of the host's table, and what there is of the extensions. */
#include <turnout/abi.h>
#include <turnout/ext/emit.h>
#include <turnout/ext/metrics.h>
#include <turnout/ext/state.h>
#include <turnout/ext/timer.h>
#include <turnout/note.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct frozen {
    const turnout_host* host;
    char word[32];
};

static turnout_str text_of(const char* text) {
    const turnout_str result = {text, strlen(text)};
    return result;
}

static const char* presence(const turnout_host* host, const char* id, size_t least) {
    const uint32_t* size = host->get_extension(host, text_of(id)); /* each begins with its struct_size */
    return size == NULL ? "none" : *size >= least ? "whole" : "cut";
}

static void tell_extensions(const turnout_host* host) {
    char line[200];
    snprintf(line, sizeof(line), "metrics %s, timer %s, state %s, emit %s, nonsense %s",
             presence(host, TURNOUT_METRICS_EXTENSION, sizeof(turnout_metrics)),
             presence(host, TURNOUT_TIMER_EXTENSION, sizeof(turnout_timer)),
             presence(host, TURNOUT_STATE_EXTENSION, sizeof(turnout_state)),
             presence(host, TURNOUT_EMIT_EXTENSION, sizeof(turnout_emit)),
             presence(host, "turnout.nonsense/1", sizeof(uint32_t)));
    host->log(host, TURNOUT_INFO, text_of(line));
}

static void* frozen_create(const turnout_host* host, turnout_error* error) {
    turnout_str value = {"default", 7};
    struct frozen* self = calloc(1, sizeof(*self));
    if (self == NULL) return NULL;
    if (host->struct_size < sizeof(turnout_host) || host->abi_version < TURNOUT_ABI_VERSION ||
        error->struct_size < sizeof(turnout_error)) {
        snprintf(error->message, sizeof(error->message), "this host knows less than version 1.0");
        free(self);
        return NULL;
    }
    host->config(host, text_of("word"), &value);
    snprintf(self->word, sizeof(self->word), "%.*s", (int)value.size, value.data);
    self->host = host;
    tell_extensions(host);
    return self;
}

static int32_t frozen_start(void* self, turnout_error* error) {
    (void)self;
    (void)error;
    return 1;
}

static turnout_verdict frozen_handle(void* data, const turnout_event* event, turnout_outcome* outcome) {
    const struct frozen* self = data;
    const turnout_host* host = self->host;
    turnout_outcome answer = {sizeof(turnout_outcome), 1500, "completed in handle"};
    char line[300];
    if (event->struct_size < sizeof(turnout_event) || outcome->struct_size < sizeof(turnout_outcome)) {
        return TURNOUT_REJECT;
    }
    snprintf(line, sizeof(line), "%s %.*s@%.*s %u nodes, root %u, event %s", self->word, (int)event->type.size,
             event->type.data, (int)event->version.size, event->version.data, (unsigned)event->node_count,
             (unsigned)event->nodes[0].kind, event->event_index == 0 ? "none" : "there");
    host->log(host, TURNOUT_INFO, text_of(line));
    if (host->retain(host, event->token) != 1) return TURNOUT_REJECT;
    if (host->complete(host, event->token, TURNOUT_RETRY, &answer) != 1) return TURNOUT_REJECT;
    host->release(host, event->token);
    return TURNOUT_DEFERRED;
}

static void frozen_stop(void* self) {
    (void)self;
}

static void frozen_destroy(void* self) {
    free(self);
}

static const turnout_event_type frozen_handles[] = {{{NULL, 0}, {NULL, 0}}};
static const turnout_setting frozen_word = {
    sizeof(turnout_setting), TURNOUT_SETTING_TEXT, 0, 0, {"word", 4}, {"what a line begins with", 23}, {NULL, 0}};
static const turnout_setting* const frozen_settings[] = {&frozen_word};
static const turnout_plugin_description frozen_description = {sizeof(turnout_plugin_description),
                                                              1,
                                                              {"test.frozen", 11},
                                                              {"1.0", 3},
                                                              {"from 1.0", 8},
                                                              frozen_handles,
                                                              1,
                                                              frozen_settings,
                                                              1,
                                                              {NULL, 0}};
static const turnout_plugin frozen_table = {
    sizeof(turnout_plugin), 0, frozen_create, frozen_start, frozen_handle, NULL, frozen_stop, frozen_destroy, NULL};

TURNOUT_EXPORT extern const turnout_entry turnout_plugin_entry;
const turnout_entry turnout_plugin_entry = {sizeof(turnout_entry), TURNOUT_ABI_VERSION, TURNOUT_ABI_REQUIRED, 0,
                                            &frozen_description,   &frozen_table};

TURNOUT_NOTE("id=test.frozen\n"
             "version=1.0\n"
             "handles=*\n"
             "setting=word what a line begins with\n")
