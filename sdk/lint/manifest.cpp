#include "sdk/lint/manifest.hpp"

#include <turnout/abi.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

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
        const auto space = text.find(' ');
        manifest.settings.push_back(
            {text.substr(0, space), space == std::string::npos ? std::string{} : text.substr(space + 1)});
    } // others belong to a later minor version
}

} // namespace

bool handles(const Manifest& manifest, std::string_view type, std::string_view version) {
    return std::any_of(manifest.handles.begin(), manifest.handles.end(), [&](const Manifest::Handled& one) {
        return (one.type.empty() || one.type == type) && (one.version.empty() || one.version == version);
    });
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
