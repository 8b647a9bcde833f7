// What a plugin says of itself in its ELF note (sdk/ABI.md, "The note").
#pragma once
#include <turnout/abi.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace turnout::lint {

/// Texts are as the file has them: control characters and invalid UTF-8 included.
struct Manifest {
    struct Handled {
        std::string type;    ///< empty: every event
        std::string version; ///< empty: every version

        friend bool operator==(const Handled&, const Handled&) = default;
    };

    struct Setting {
        std::string key;
        std::string help;
        turnout_setting_type type = TURNOUT_SETTING_TEXT; ///< one that this host does not know is a text
        bool required = false;
        std::optional<std::string> fallback = {}; ///< what the plugin finds when it is not set
    };

    std::uint32_t abi_version = 0;
    std::uint32_t abi_required = 0;
    std::string id;
    std::string version;
    std::vector<Handled> handles;
    std::vector<Setting> settings;
};

/// Whether it declares this type and version, or takes any.
bool handles(const Manifest& manifest, std::string_view type, std::string_view version);

/// As people read it: "channel.follow@2", or "every event".
std::string handled_text(const Manifest::Handled& handled);

/// As notes have it: "duration".
std::string_view setting_type_text(turnout_setting_type type);

/// "1.0" of 1 << 16.
std::string abi_text(std::uint32_t version);

/// Whether a plugin with these numbers runs here; else why not and what to do.
struct Compatibility {
    std::string reason; ///< empty: it does
    std::string advice;
};

Compatibility compatible(std::uint32_t abi_version, std::uint32_t abi_required);

/// From the description of the note. Throws std::invalid_argument that says what is wrong with it.
Manifest parse_manifest(std::string_view description);

} // namespace turnout::lint
