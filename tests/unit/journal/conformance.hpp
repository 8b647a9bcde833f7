// The rules of core/journal/journal.hpp, for any engine. An engine's test includes this and says
//     TURNOUT_JOURNAL_CONFORMANCE(MyEngine);
// where MyEngine owns a place to store and a `clock`, and `open()` gives the journal that is there (made if missing).
// TURNOUT_JOURNAL_MODEL_CONFORMANCE(MyEngine) runs long histories; an engine may be set up not to wait for its disk.
#pragma once
#include "tests/unit/journal/conformance_archive.hpp"
#include "tests/unit/journal/conformance_batches.hpp"
#include "tests/unit/journal/conformance_cursors.hpp"
#include "tests/unit/journal/conformance_deliveries.hpp"
#include "tests/unit/journal/conformance_events.hpp"
#include "tests/unit/journal/conformance_model.hpp"
#include "tests/unit/journal/conformance_state.hpp"
#include "tests/unit/journal/conformance_steps.hpp"

#define TURNOUT_JOURNAL_CONFORMANCE(ENGINE)         \
    TURNOUT_JOURNAL_EVENTS_CONFORMANCE(ENGINE);     \
    TURNOUT_JOURNAL_DELIVERIES_CONFORMANCE(ENGINE); \
    TURNOUT_JOURNAL_BATCHES_CONFORMANCE(ENGINE);    \
    TURNOUT_JOURNAL_CURSORS_CONFORMANCE(ENGINE);    \
    TURNOUT_JOURNAL_ARCHIVE_CONFORMANCE(ENGINE);    \
    TURNOUT_JOURNAL_STEPS_CONFORMANCE(ENGINE);      \
    TURNOUT_JOURNAL_STATE_CONFORMANCE(ENGINE)
