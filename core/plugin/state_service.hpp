// turnout.state/1 and turnout.emit/1: what comes over the boundary is checked here, once.
#pragma once
#include <turnout/ext/emit.h>
#include <turnout/ext/state.h>

#include <string_view>

namespace turnout::plugins {

/// What get_extension() answers; for plugins whose HostServices have a StatePort, an EmitPort.
const turnout_state& state_table();
const turnout_emit& emit_table();

/// "custom." and a name, as turnout/ext/emit.h says.
bool is_derived_type(std::string_view type);

} // namespace turnout::plugins
