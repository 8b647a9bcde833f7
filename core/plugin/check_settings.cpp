#include "core/plugin/check_settings.hpp"

#include "core/config/nearest.hpp"
#include "core/plugin/error.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace turnout::plugins {

std::filesystem::path place_of(const config::Plugin& plugin) {
    if (plugin.origin.file.empty()) return plugin.library;
    return plugin.origin.file.string() + ":" + std::to_string(plugin.origin.line);
}

void check_settings(const config::Plugin& plugin, const lint::Manifest& manifest) {
    std::vector<std::string> known;
    for (const auto& setting : manifest.settings) known.push_back(setting.key);
    if (known.empty()) return;
    for (const auto& [key, value] : plugin.settings) {
        if (std::find(known.begin(), known.end(), key) != known.end()) continue;
        const auto meant = config::nearest(key, known);
        std::string all;
        for (const auto& one : known) all += (all.empty() ? "" : ", ") + one;
        throw PluginError(place_of(plugin), "plugin." + plugin.name + "." + key + " is no setting of " + manifest.id,
                          meant.empty() ? "it knows " + all : "did you mean " + meant + "?");
    }
}

} // namespace turnout::plugins
