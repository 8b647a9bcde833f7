// The first size of each record is that of layout.c, however long the record has become: `stable` compiles this with
// headers in which each has a member more.
#include <turnout/first_size.hpp>

using turnout::first_size;

static_assert(first_size<turnout_error> == 248);
static_assert(first_size<turnout_outcome> == 256);
static_assert(first_size<turnout_event> == 272);
static_assert(first_size<turnout_host> == 104);
static_assert(first_size<turnout_setting> == 64);
static_assert(first_size<turnout_plugin_description> == 104);
static_assert(first_size<turnout_plugin> == 64);
static_assert(first_size<turnout_entry> == 32);
static_assert(first_size<turnout_series> == 72);
static_assert(first_size<turnout_metrics> == 48);
static_assert(first_size<turnout_timer> == 24);
static_assert(first_size<turnout_state> == 48);
static_assert(first_size<turnout_emit> == 16);
