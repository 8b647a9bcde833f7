#include "core/config/reference.hpp"

#include "core/config/schema.hpp"

namespace turnout::config {
namespace {

bool belongs(const Key& key, const Section& section) {
    return key.pattern.starts_with(std::string(section.prefix) + ".");
}

/// The pattern as a key of the commented file: NAME and KEY replaced by the section's example.
std::string example_key(const Key& key, const Section& section) {
    std::string text(key.pattern);
    const auto replace = [&](std::string_view word, std::string_view by) {
        if (const auto at = text.find(word); at != std::string::npos) text.replace(at, word.size(), by);
    };
    replace("NAME", section.example_name);
    replace("KEY", key.example_key.empty() ? section.example_key : key.example_key);
    return text;
}

std::string_view example_value(const Key& key) {
    return key.standard.empty() ? key.example : key.standard;
}

std::string standard_cell(const Key& key) {
    if (!key.standard.empty()) return "`" + std::string(key.standard) + "`";
    return key.required ? "**required**" : "";
}

} // namespace

std::string reference_markdown() {
    std::string text;
    for (const auto& section : sections()) {
        text += "\n### " + std::string(section.title) + "\n\n" + std::string(section.text) + "\n\n";
        text += "| key | value | default | |\n| --- | --- | --- | --- |\n";
        for (const auto& key : schema()) {
            if (!belongs(key, section)) continue;
            text += "| `" + std::string(key.pattern) + "` | " + describe(key.type) + " | " + standard_cell(key) +
                    " | " + std::string(key.help) + " |\n";
        }
    }
    return text + "\n";
}

std::string reference_properties() {
    std::string text =
        "# Turnout's configuration. `turnout check` says whether it is right; conf/README.md explains it.\n"
        "# Lines that are commented out show the default, or an example where there is none.\n";
    for (const auto& section : sections()) {
        text += "\n## " + std::string(section.title) + ". " + std::string(section.text) + "\n";
        for (const auto& key : schema()) {
            if (!belongs(key, section)) continue;
            const bool active = key.required && key.pattern.find("NAME") == std::string_view::npos;
            text += "\n# " + std::string(key.help) + " (" + describe(key.type) + ")\n";
            text += (active ? "" : "#") + example_key(key, section) + " = " + std::string(example_value(key)) + "\n";
        }
    }
    return text;
}

} // namespace turnout::config
