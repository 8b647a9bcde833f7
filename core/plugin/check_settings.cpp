#include "core/plugin/check_settings.hpp"

#include "core/config/nearest.hpp"
#include "core/plugin/error.hpp"

#include <turnout/settings.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace turnout::plugins {

std::filesystem::path place_of(const config::Plugin& plugin) {
    if (plugin.origin.file.empty()) return plugin.library;
    return plugin.origin.file.string() + ":" + std::to_string(plugin.origin.line);
}

namespace {

void check_known(const config::Plugin& plugin, const lint::Manifest& manifest) {
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

void check_value(const config::Plugin& plugin, const lint::Manifest::Setting& setting) {
    const auto key = "plugin." + plugin.name + "." + setting.key;
    const auto set = plugin.settings.find(setting.key);
    const bool is_set = set != plugin.settings.end();
    if (!is_set && !setting.fallback) {
        if (!setting.required) return;
        throw PluginError(place_of(plugin), key + " is missing", setting.help.empty() ? "set it" : setting.help);
    }
    try {
        turnout::check_setting(key, static_cast<setting_type>(setting.type), is_set ? set->second : *setting.fallback);
    } catch (const config_error& error) {
        throw PluginError(place_of(plugin),
                          is_set ? error.what() : std::string{"the plugin's own default of "} + error.what(),
                          is_set && !setting.help.empty() ? setting.help : "mend it");
    }
}

} // namespace

void check_settings(const config::Plugin& plugin, const lint::Manifest& manifest) {
    check_known(plugin, manifest);
    for (const auto& setting : manifest.settings) check_value(plugin, setting);
}

config::Plugin with_defaults(config::Plugin plugin, const lint::Manifest& manifest) {
    for (const auto& setting : manifest.settings)
        if (setting.fallback) plugin.settings.try_emplace(setting.key, *setting.fallback);
    return plugin;
}

} // namespace turnout::plugins
