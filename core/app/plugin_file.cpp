#include "core/app/plugin_file.hpp"

#include "core/app/console.hpp"
#include "core/plugin/error.hpp"
#include "core/plugin/source.hpp"
#include "core/plugin/text.hpp"

#include <Poco/JSON/Array.h>

#include <algorithm>
#include <ostream>
#include <span>

namespace turnout::app {
namespace {

namespace files = std::filesystem;
using Poco::JSON::Array;
using Poco::JSON::Object;

/// Of another major version only the numbers are known.
bool is_known(const lint::Manifest& manifest) {
    return !manifest.id.empty();
}

Array handles_json(const lint::Manifest& manifest) {
    Array list;
    for (const auto& one : manifest.handles) list.add(one.type.empty() ? "*" : lint::handled_text(one));
    return list;
}

Array settings_json(const lint::Manifest& manifest) {
    Array list;
    for (const auto& one : manifest.settings) {
        Object setting(Poco::JSON_PRESERVE_KEY_ORDER);
        setting.set("key", one.key).set("help", one.help);
        setting.set("type", std::string{lint::setting_type_text(one.type)}).set("required", one.required);
        if (one.fallback) setting.set("default", *one.fallback);
        list.add(setting);
    }
    return list;
}

Array findings_json(const lint::Report& report) {
    Array list;
    for (const auto& one : report.findings) {
        Object finding(Poco::JSON_PRESERVE_KEY_ORDER);
        finding.set("what", one.what).set("advice", one.advice).set("refused", one.refused);
        list.add(finding);
    }
    return list;
}

/// " (duration, default 10s)", or nothing.
std::string terms_of(const lint::Manifest::Setting& setting) {
    std::string terms{setting.type == TURNOUT_SETTING_TEXT ? std::string_view{}
                                                           : lint::setting_type_text(setting.type)};
    const auto add = [&](const std::string& term) { terms += (terms.empty() ? "" : ", ") + term; };
    if (setting.required) add("required");
    if (setting.fallback) add("default " + (setting.fallback->empty() ? "empty" : *setting.fallback));
    return terms.empty() ? terms : " (" + terms + ")";
}

void print_settings(std::ostream& out, const lint::Manifest& manifest) {
    std::size_t width = 0;
    for (const auto& setting : manifest.settings) width = std::max(width, setting.key.size());
    const char* title = "  settings  ";
    if (manifest.settings.empty()) out << title << "none declared: any is handed to it\n";
    for (const auto& setting : manifest.settings) {
        out << title << setting.key << std::string(width - setting.key.size() + 2, ' ') << setting.help
            << terms_of(setting) << '\n';
        title = "            ";
    }
}

lint::Report examine(const std::string& text) {
    auto report = lint::examine(std::as_bytes(std::span{text}));
    if (report.manifest) report.manifest = plugins::readable(std::move(*report.manifest));
    return report;
}

lint::Report refused(const std::string& what, const std::string& advice) {
    return {{}, {{what, advice, true}}, "it cannot be read", false};
}

} // namespace

lint::Report examine_file(const files::path& file) {
    return examine(read_file(file, "the plugin"));
}

lint::Report examine_plugin(const config::Plugins& options, const config::Plugin& plugin) {
    try {
        const auto source = plugins::open_source(options.directory, plugin.library);
        // By the descriptor: it is the file that was checked, whatever lies there by now.
        return examine(read_file("/proc/self/fd/" + std::to_string(source.file.get()), "the open plugin"));
    } catch (const plugins::PluginError& refusal) {
        const bool of_file = refusal.file() == options.directory / plugin.library;
        const std::string what = of_file ? refusal.reason() : refusal.file().string() + ": " + refusal.reason();
        return refused(what, refusal.advice());
    } catch (const std::runtime_error& problem) {
        return refused(problem.what(), "");
    }
}

std::string handled_text(const lint::Manifest& manifest) {
    std::string result;
    for (const auto& one : manifest.handles) result += (result.empty() ? "" : ", ") + lint::handled_text(one);
    return result;
}

std::string text_of(const lint::Finding& finding) {
    return finding.what + (finding.advice.empty() ? "" : "; " + finding.advice);
}

void print_report(std::ostream& out, const lint::Report& report) {
    if (report.manifest) {
        const auto& manifest = *report.manifest;
        if (is_known(manifest)) out << "  id        " << manifest.id << "\n  version   " << manifest.version << '\n';
        out << "  ABI       " << lint::abi_text(manifest.abi_version) << ", runs on hosts from "
            << lint::abi_text(manifest.abi_required) << '\n';
        if (is_known(manifest)) {
            out << "  handles   " << handled_text(manifest) << '\n';
            print_settings(out, manifest);
        }
    }
    if (report.findings.empty()) out << "  findings  none\n";
    for (const auto& finding : report.findings)
        out << "  " << (finding.refused ? "error: " : "warning: ") << text_of(finding) << '\n';
}

Object::Ptr report_json(const lint::Report& report) {
    Object::Ptr result = new Object(Poco::JSON_PRESERVE_KEY_ORDER);
    result->set("loads", !report.refused());
    result->set("unloads", report.can_unload());
    if (report.manifest) {
        const auto& manifest = *report.manifest;
        if (is_known(manifest)) result->set("id", manifest.id).set("version", manifest.version);
        result->set("abi", lint::abi_text(manifest.abi_version));
        result->set("abi_required", lint::abi_text(manifest.abi_required));
        if (is_known(manifest)) result->set("handles", handles_json(manifest)).set("settings", settings_json(manifest));
    }
    result->set("findings", findings_json(report));
    return result;
}

} // namespace turnout::app
