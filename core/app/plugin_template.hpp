// The directory that `turnout plugins new` writes: sdk/template, with another name and other types.
#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::app {

struct TemplateFile {
    std::string_view name; ///< in sdk/template
    std::string_view text;
};

/// Compiled in; views live as long as the program.
std::span<const TemplateFile> template_files();

struct PluginSketch {
    struct Type {
        std::string_view type, version;
    };

    std::string name;        ///< see name_problem()
    std::vector<Type> types; ///< at least one; the catalog has them
};

/// Empty if a plugin may have this name, else why not.
std::string name_problem(std::string_view name);

/// A file's text (or name) for this plugin: `plugin_name` becomes its name; what stands between lines with `{ each
/// type` and `}` comes once per type, about that type; elsewhere the C++ type becomes all types.
std::string expand(std::string_view text, const PluginSketch& sketch);

/// Writes `parent`/NAME with all files and a random secret. It is there completely or not at all. Throws
/// std::runtime_error; if it exists (whatever it is) nothing is touched.
void write_plugin(const std::filesystem::path& parent, const PluginSketch& sketch);

} // namespace turnout::app
