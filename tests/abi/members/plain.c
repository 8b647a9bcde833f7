/* A plugin in plain C11, as sdk/README.md shows it. */
#include <turnout/abi.h>
#include <turnout/note.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct greeter {
    const turnout_host* host;
    char greeting[64];
};

static void* greeter_create(const turnout_host* host, turnout_error* error) {
    const turnout_str key = {"greeting", 8};
    turnout_str value = {"hello", 5};
    struct greeter* self = calloc(1, sizeof(*self));
    if (self == NULL) return NULL;
    host->config(host, key, &value);
    if (value.size >= sizeof(self->greeting)) {
        snprintf(error->message, sizeof(error->message), "the greeting is too long");
        free(self);
        return NULL;
    }
    memcpy(self->greeting, value.data, value.size);
    self->host = host;
    return self;
}

static int32_t greeter_start(void* self, turnout_error* error) {
    (void)self;
    (void)error;
    return 1;
}

static turnout_verdict greeter_handle(void* data, const turnout_event* event, turnout_outcome* outcome) {
    const struct greeter* self = data;
    char text[200];
    turnout_str message = {text, 0};
    if (event->nodes == NULL || event->event_index == 0) {
        snprintf(outcome->reason, sizeof(outcome->reason), "no event");
        return TURNOUT_REJECT;
    }
    message.size = (size_t)snprintf(text, sizeof(text), "%s, %.*s", self->greeting, (int)event->message_id.size,
                                    event->message_id.data);
    self->host->log(self->host, TURNOUT_INFO, message);
    return TURNOUT_OK;
}

static void greeter_stop(void* self) {
    (void)self;
}

static void greeter_destroy(void* self) {
    free(self);
}

static const turnout_event_type greeter_handles[] = {{{"channel.follow", 14}, {"2", 1}}};
static const turnout_setting greeter_greeting = {sizeof(turnout_setting), TURNOUT_SETTING_TEXT, 0,        0,
                                                 {"greeting", 8},         {"what to say", 11},  {NULL, 0}};
static const turnout_setting* const greeter_settings[] = {&greeter_greeting};
static const turnout_plugin_description greeter_description = {sizeof(turnout_plugin_description),
                                                               1,
                                                               {"com.example.greeter", 19},
                                                               {"1.0.0", 5},
                                                               {"greets", 6},
                                                               greeter_handles,
                                                               1,
                                                               greeter_settings,
                                                               1,
                                                               {NULL, 0}};
static const turnout_plugin greeter_table = {
    sizeof(turnout_plugin), 0,   greeter_create, greeter_start, greeter_handle, NULL, greeter_stop,
    greeter_destroy,        NULL};

TURNOUT_EXPORT extern const turnout_entry turnout_plugin_entry;
const turnout_entry turnout_plugin_entry = {sizeof(turnout_entry), TURNOUT_ABI_VERSION, TURNOUT_ABI_REQUIRED, 0,
                                            &greeter_description,  &greeter_table};

TURNOUT_NOTE("id=com.example.greeter\n"
             "version=1.0.0\n"
             "handles=channel.follow@2\n"
             "setting=greeting what to say\n")
