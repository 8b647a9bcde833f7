#include "sdk/lint/manifest.hpp"

#include <turnout/abi.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace turnout::lint {

namespace {

Manifest::Handled parse_handled(std::string_view text) {
    if (text == "*") return {};
    const auto at = text.rfind('@');
    if (at == 0 || at == std::string_view::npos || at + 1 == text.size()) {
        throw std::invalid_argument("its note names a type that is not TYPE@VERSION");
    }
    const auto version = text.substr(at + 1);
    return {std::string{text.substr(0, at)}, version == "*" ? std::string{} : std::string{version}};
}

constexpr std::array<std::pair<std::string_view, turnout_setting_type>, 7> setting_types{
    {{"text", TURNOUT_SETTING_TEXT},
     {"bool", TURNOUT_SETTING_BOOL},
     {"integer", TURNOUT_SETTING_INTEGER},
     {"number", TURNOUT_SETTING_NUMBER},
     {"duration", TURNOUT_SETTING_DURATION},
     {"size", TURNOUT_SETTING_SIZE},
     {"path", TURNOUT_SETTING_PATH}}};

/// Up to the first space, and what comes behind it.
std::pair<std::string, std::string> first_word(const std::string& text) {
    const auto space = text.find(' ');
    return {text.substr(0, space), space == std::string::npos ? std::string{} : text.substr(space + 1)};
}

Manifest::Setting& named_setting(Manifest& manifest, const std::string& key) {
    const auto found = std::find_if(manifest.settings.begin(), manifest.settings.end(),
                                    [&](const auto& setting) { return setting.key == key; });
    if (found == manifest.settings.end())
        throw std::invalid_argument("its note describes a setting that it has not named before");
    return *found;
}

/// What is told of a setting beyond its help.
void take_detail(Manifest& manifest, std::string_view kind, const std::string& text) {
    const auto [key, value] = first_word(text);
    if (kind == "required") {
        named_setting(manifest, key).required = true;
    } else if (kind == "default") {
        named_setting(manifest, key).fallback = value;
    } else if (kind == "type") {
        auto& setting = named_setting(manifest, key);
        for (const auto& [name, type] : setting_types)
            if (name == value) setting.type = type;
    } // others belong to a later minor version
}

void take_line(Manifest& manifest, std::string_view line) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) throw std::invalid_argument("its note has a line without `=`");
    const auto key = line.substr(0, equals);
    const std::string text{line.substr(equals + 1)};
    if (key == "id") {
        manifest.id = text;
    } else if (key == "version") {
        manifest.version = text;
    } else if (key == "handles") {
        manifest.handles.push_back(parse_handled(text));
    } else if (key == "setting") {
        auto [word, help] = first_word(text);
        manifest.settings.push_back({std::move(word), std::move(help)});
    } else if (key.starts_with("setting.")) {
        take_detail(manifest, key.substr(key.find('.') + 1), text);
    } // others belong to a later minor version
}

} // namespace

bool handles(const Manifest& manifest, std::string_view type, std::string_view version) {
    return std::any_of(manifest.handles.begin(), manifest.handles.end(), [&](const Manifest::Handled& one) {
        return (one.type.empty() || one.type == type) && (one.version.empty() || one.version == version);
    });
}

std::string handled_text(const Manifest::Handled& handled) {
    if (handled.type.empty()) return "every event";
    return handled.type + "@" + (handled.version.empty() ? "*" : handled.version);
}

std::string_view setting_type_text(turnout_setting_type type) {
    for (const auto& [name, number] : setting_types)
        if (number == type) return name;
    return "text";
}

std::string abi_text(std::uint32_t version) {
    return std::to_string(version >> 16U) + "." + std::to_string(version & 0xFFFFU);
}

Compatibility compatible(std::uint32_t abi_version, std::uint32_t abi_required) {
    const std::string host = abi_text(TURNOUT_ABI_VERSION);
    if (abi_version >> 16U != TURNOUT_ABI_MAJOR) {
        return {"it speaks plugin ABI " + abi_text(abi_version) + ", this host speaks " + host,
                "build it with the SDK of this host"};
    }
    if (abi_required > TURNOUT_ABI_VERSION) {
        return {"it needs a host with plugin ABI " + abi_text(abi_required) + " or newer, this one has " + host,
                "update the host, or build the plugin with this host's SDK"};
    }
    return {};
}

Manifest parse_manifest(std::string_view description) {
    Manifest manifest;
    constexpr std::size_t head = 2 * sizeof(std::uint32_t);
    if (description.size() < head) throw std::invalid_argument("its note is too short");
    std::memcpy(&manifest.abi_version, description.data(), sizeof(std::uint32_t));
    std::memcpy(&manifest.abi_required, description.data() + sizeof(std::uint32_t), sizeof(std::uint32_t));
    // Of another major version only these two numbers are known to mean what they say.
    if (!compatible(manifest.abi_version, manifest.abi_required).reason.empty()) return manifest;

    std::string_view text = description.substr(head);
    text = text.substr(0, text.find('\0'));
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos) throw std::invalid_argument("its note has a line without an end");
        take_line(manifest, text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    if (manifest.id.empty()) throw std::invalid_argument("its note lacks the id");
    if (manifest.version.empty()) throw std::invalid_argument("its note lacks the version");
    if (manifest.handles.empty()) throw std::invalid_argument("its note names no event type");
    return manifest;
}

} // namespace turnout::lint
