// Everything that the test of a plugin needs, whatever its framework; the parts are headers of their own.
//
//     turnout::testing::fake_host host;
//     host.set("greeting", "ahoy");
//     turnout::testing::plugin_under_test plugin{host};
//     const auto said = plugin.handle(turnout::testing::sample<turnout::twitch::channel_follow_v2>());
//     CHECK(said.ok());
//     CHECK(host.logged("ahoy"));
//
// The test is linked with the plugin's sources. Standard library only.
#pragma once
#include <turnout/testing/event.hpp>             // events made from JSON and changed
#include <turnout/testing/fake_host.hpp>         // log, settings, deferred deliveries, extensions, time
#include <turnout/testing/json.hpp>              // JSON to nodes
#include <turnout/testing/outcome.hpp>           // what a plugin said
#include <turnout/testing/plugin_under_test.hpp> // a plugin, run through the real ABI
#include <turnout/testing/sample.hpp>            // sample events of all types
