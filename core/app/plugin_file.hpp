// What `turnout plugins` tells of a plugin's file, without running any of its code.
#pragma once
#include "core/config/config.hpp"
#include "core/plugin/inspection.hpp"

#include <Poco/JSON/Object.h>

#include <filesystem>
#include <iosfwd>
#include <string>

namespace turnout::app {

/// Throws std::runtime_error if the file cannot be read.
lint::Report examine_file(const std::filesystem::path& file);

/// Of a configured plugin, read as the host reads it: that it refuses the file for its place or its owner, or cannot
/// read it, is a finding like others.
lint::Report examine_plugin(const config::Plugins& options, const config::Plugin& plugin);

/// "channel.follow@2, stream.online@*", or "every event".
std::string handled_text(const lint::Manifest& manifest);

/// "WHAT; ADVICE"
std::string text_of(const lint::Finding& finding);

/// A paragraph: id, version, ABI, types, settings, findings.
void print_report(std::ostream& out, const lint::Report& report);

/// The same as JSON: `loads`, `unloads`, `id`, `version`, `abi`, `abi_required`, `handles`, `settings` (`key`, `help`,
/// `type`, `required`, `default`), `findings` (`what`, `advice`, `refused`). What the note does not tell is absent.
Poco::JSON::Object::Ptr report_json(const lint::Report& report);

} // namespace turnout::app
