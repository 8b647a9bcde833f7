// Any bytes as a properties file: the parser must neither crash nor let through what is no text.
#include "core/config/interpolation.hpp"
#include "core/config/properties.hpp"
#include "core/config/utf8.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

void require(bool condition) {
    if (!condition) std::abort();
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer looks for this name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace turnout::config;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto properties = parse_properties(text);
    unsigned last = 0;
    for (const auto& entry : properties.entries) {
        require(entry.line > last);
        last = entry.line;
        require(!entry.key.empty() && is_utf8(entry.key) && is_utf8(entry.value));
        require(entry.value.find('\0') == std::string::npos);
        // Files are left out: the fuzzer would read whatever path it thinks of.
        if (entry.value.find("${file:") != std::string::npos) continue;
        const auto result = interpolate(entry.value, "/", [](const std::string& name) { return std::optional(name); });
        require(!result.error.empty() || is_utf8(result.value));
    }
    for (const auto& error : properties.errors) require(error.line > 0 && !error.what.empty());
    return 0;
}
