// From properties to a Config, or to everything that is wrong with them.
#pragma once
#include "core/config/interpolation.hpp"
#include "core/config/known_type.hpp"
#include "core/config/problem.hpp"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace turnout::config {

/// Where properties come from: a main file with the `conf.d/*.properties` beside it, or a text.
struct Sources {
    std::filesystem::path file; ///< empty: `text` is used
    std::string text;
    std::string text_name = "(text)"; ///< stands for the file in messages
    /// `key=value` as given with --set: replaces what the sources say. Never of a secret; each key once. Relative
    /// paths in it start from the working directory, as in a text.
    std::vector<std::string> overrides;
    /// For ${env:NAME}; empty: the environment of the process.
    Environment environment;

    static Sources from_file(std::filesystem::path file, std::vector<std::string> overrides = {});
    static Sources from_text(std::string text, std::string name = "(text)", std::vector<std::string> overrides = {});
};

/// Either a configuration or the reasons why there is none.
struct [[nodiscard]] Result {
    std::optional<Config> config;  ///< empty exactly if there are problems
    std::vector<Problem> problems; ///< all of them, by file and line

    explicit operator bool() const { return config.has_value(); }
};

/// Reads files and the plugin directory; changes nothing. `types` is the whole catalog: a route's type must be in it.
/// Filters can compare timestamps if there is a reader for them. Bad input, unreadable files included, gives problems;
/// nothing is thrown for it. Any thread.
Result load(const Sources& sources, std::span<const KnownType> types, TimestampReader timestamps = nullptr);

} // namespace turnout::config
