// The ELF note of a plugin in C++, put together by the compiler. The format is in sdk/ABI.md.
#pragma once
#include <turnout/abi.h>
#include <turnout/describe.hpp>
#include <turnout/note.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace turnout::detail {

/// Same layout as TURNOUT_NOTE of turnout/note.h.
template <std::size_t Size> struct note_record {
    std::uint32_t owner_size = sizeof(TURNOUT_NOTE_OWNER);
    std::uint32_t description_size = 8 + Size;
    std::uint32_t type = TURNOUT_NOTE_MANIFEST;
    char owner[sizeof(TURNOUT_NOTE_OWNER)] = TURNOUT_NOTE_OWNER;
    std::uint32_t abi_version = TURNOUT_ABI_VERSION;
    std::uint32_t abi_required = TURNOUT_ABI_REQUIRED;
    char lines[Size] = {};
};

constexpr std::string_view name_of(setting_type type) {
    switch (type) {
    case setting_type::boolean: return "bool";
    case setting_type::integer: return "integer";
    case setting_type::number: return "number";
    case setting_type::duration: return "duration";
    case setting_type::size: return "size";
    case setting_type::path: return "path";
    case setting_type::text: break;
    }
    return "text";
}

/// Hands the text of the manifest to `take`, piece by piece.
template <class Plugin, class... Events, class Take>
constexpr void manifest_text(std::string_view id, std::string_view version, Take take) {
    const auto line = [&](auto... pieces) {
        (take(std::string_view{pieces}), ...);
        take(std::string_view{"\n"});
    };
    line("id=", id);
    line("version=", version);
    const auto handles = [&](std::string_view type, std::string_view type_version) {
        if (type.empty()) {
            line("handles=*");
        } else {
            line("handles=", type, "@", type_version.empty() ? std::string_view{"*"} : type_version);
        }
    };
    (handles(Events::event_type, Events::event_version), ...);
    for (const auto& one : settings_of<Plugin>()) {
        line("setting=", one.key, " ", one.help);
        if (one.type != setting_type::text) line("setting.type=", one.key, " ", name_of(one.type));
        if (one.required) line("setting.required=", one.key);
        if (one.fallback.data() != nullptr) line("setting.default=", one.key, " ", one.fallback);
    }
}

/// What an id and a version may be: it stands in notes, logs and file names.
constexpr bool is_identity(std::string_view text) {
    for (const char c : text) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_' && c != '+') return false;
    }
    return !text.empty() && text.size() <= 100;
}

/// Keys are words, help and default one line each: they stand in the lines of the note.
template <class Plugin> constexpr bool has_fit_settings() {
    const auto is_line = [](std::string_view text) {
        for (const char c : text)
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return false;
        return text.size() <= 500;
    };
    for (const auto& one : settings_of<Plugin>())
        if (!is_identity(one.key) || !is_line(one.help) || !is_line(one.fallback)) return false;
    return true;
}

template <class Plugin, class... Events>
consteval std::size_t note_size(std::string_view id, std::string_view version) {
    std::size_t size = 0;
    manifest_text<Plugin, Events...>(id, version, [&](std::string_view piece) { size += piece.size(); });
    return TURNOUT_NOTE_ROUND_UP(size + 1);
}

template <std::size_t Size, class Plugin, class... Events>
consteval note_record<Size> make_note(std::string_view id, std::string_view version) {
    note_record<Size> note;
    std::size_t at = 0;
    manifest_text<Plugin, Events...>(id, version, [&](std::string_view piece) {
        for (const char c : piece) note.lines[at++] = c;
    });
    return note;
}

} // namespace turnout::detail
