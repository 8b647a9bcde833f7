// Everything that a plugin in C++20 needs; the parts are headers of their own. Standard library only.
#pragma once
#include <turnout/abi.h>           // the binary contract beneath
#include <turnout/any_event.hpp>   // events without a struct of their own, revocations
#include <turnout/configured.hpp>  // new settings while it runs
#include <turnout/context.hpp>     // what a handler gets beside the event
#include <turnout/decode.hpp>      // from JSON to structs
#include <turnout/deferred.hpp>    // verdicts that come later
#include <turnout/emit.hpp>        // derived events
#include <turnout/entry.hpp>       // TURNOUT_PLUGIN
#include <turnout/errors.hpp>      // what the SDK throws
#include <turnout/extension.hpp>   // services that a host may lack
#include <turnout/format.hpp>      // text with {}
#include <turnout/host.hpp>        // settings and services
#include <turnout/logger.hpp>      // the host's log
#include <turnout/metrics.hpp>     // counters, gauges, histograms
#include <turnout/plugin_base.hpp> // the base class
#include <turnout/settings.hpp>    // sizes, durations and other values of settings
#include <turnout/state.hpp>       // a durable store
#include <turnout/timers.hpp>      // every(), after()
#include <turnout/timestamp.hpp>   // moments
#include <turnout/value.hpp>       // event["message"]["text"]
#include <turnout/verdict.hpp>     // ok, retry, reject, deferred
