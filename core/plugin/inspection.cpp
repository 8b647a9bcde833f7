#include "core/plugin/inspection.hpp"

#include "core/plugin/error.hpp"
#include "core/plugin/text.hpp"

#include <utility>

namespace turnout::plugins {

Inspection inspect(std::span<const std::byte> bytes, const std::filesystem::path& file) {
    auto report = lint::examine(bytes);
    if (report.refused()) throw PluginError(file, report.findings.front().what, report.findings.front().advice);
    return {readable(std::move(report.manifest).value()), std::move(report.findings), std::move(report.stays_because),
            report.thread_local_objects};
}

Manifest readable(Manifest manifest) {
    const auto mend = [](std::string& text) {
        constexpr std::size_t longest = 1000;
        text = one_line(text, longest);
    };
    mend(manifest.id);
    mend(manifest.version);
    for (auto& handled : manifest.handles) mend(handled.type), mend(handled.version);
    for (auto& setting : manifest.settings) {
        mend(setting.key);
        mend(setting.help);
        if (setting.fallback) mend(*setting.fallback);
    }
    return manifest;
}

} // namespace turnout::plugins
