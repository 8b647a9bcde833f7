// A configuration in the making, with what is known of where each value came from. Internal to core/config.
#pragma once
#include "core/config/known_type.hpp"
#include "core/config/load.hpp"
#include "core/config/properties.hpp"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::config {

/// One property with its place.
struct Entry {
    std::string key, value;
    Origin origin;
    std::filesystem::path directory; ///< where relative paths start
};

/// What became of a key that was given.
struct Given {
    Origin origin;
    std::string value;
    bool valid = false;  ///< parsed and put into the Config
    bool hidden = false; ///< never to be shown
};

class Draft {
public:
    Config config;
    std::map<std::string, Given, std::less<>> given;
    std::map<std::string, Plugin, std::less<>> plugins;
    std::map<std::string, Route, std::less<>> routes;
    std::vector<Problem> problems;
    bool unreadable = false; ///< the main file, so that nothing can be said of what it may hold

    void add(Origin origin, std::string key, std::string what, std::string suggestion = {});
    /// A problem of a key: at its line if it was given, else at the main file. A suggestion is dropped if the value
    /// is hidden, because it would tell of it.
    void add(const std::string& key, const std::string& what, std::string suggestion = {});
    /// The value in backquotes, or "its value" if it is hidden.
    std::string shown(std::string_view key) const;
    /// False if the key was given and its value is no good, so that nothing more should be said about it.
    bool usable(std::string_view key) const;
};

/// All properties in order, the overrides at the end. Lines that cannot be read become problems.
std::vector<Entry> collect(const Sources& sources, Draft& draft);

/// Puts entries and defaults into the draft: unknown and duplicate keys, types, missing ones.
void fill(const std::vector<Entry>& entries, const Environment& environment, Draft& draft);

/// Rules over several keys.
void check_settings(Draft& draft);
/// Instances and their libraries; then that routes and plugins.required name instances.
void check_plugins(Draft& draft);
/// Types, versions and conditions against the catalog.
void check_routes(Draft& draft, std::span<const KnownType> types);
/// After check_routes(): reads the filters, and checks their paths against the catalog.
void check_filters(Draft& draft, std::span<const KnownType> types, TimestampReader timestamps);

} // namespace turnout::config
