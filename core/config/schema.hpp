// Every key there is, in one table: validation, the reference in conf/README.md and conf/turnout.properties come from
// it.
#pragma once
#include "core/config/value.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::config {

/// What a value of the table is put into. `route` or `plugin` is set for keys that belong to one.
struct Target {
    Config& config;
    Route* route = nullptr;
    Plugin* plugin = nullptr;
    std::string_view rest; ///< what a final KEY of the pattern stands for
};

/// One row. In patterns NAME is one part of a key and a final KEY is whatever follows.
struct Key {
    std::string_view pattern;
    Type type;
    std::string_view standard; ///< the default as one would write it; empty: none
    std::string_view example;  ///< for the commented file, where the default says too little
    std::string_view help;     ///< one line
    void (*put)(Target& target, const Value& value);
    bool required = false;
    std::string_view example_key{}; ///< what stands for a final KEY in the commented file; empty: as the section says

    bool is_secret() const { return type.kind == Kind::secret; }
};

/// In the order in which the reference shows them.
std::span<const Key> schema();

/// Headings of the reference: the first part of a key, and what to say of its group.
struct Section {
    std::string_view prefix, title, text;
    std::string_view example_name, example_key; ///< what stands for NAME and KEY in the commented file
};

std::span<const Section> sections();

/// Where a key stands in the table.
struct Match {
    const Key* key = nullptr; ///< null: unknown
    std::string name;         ///< what NAME stands for
    std::string rest;         ///< what KEY stands for
};

Match match(std::string_view key);

/// The nearest key that exists, with the names of `key` filled in; empty if none is near.
std::string nearest_key(std::string_view key);

} // namespace turnout::config
