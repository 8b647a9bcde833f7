#include "core/plugin/inspection.hpp"

#include "core/plugin/elf.hpp"
#include "core/plugin/error.hpp"
#include "core/plugin/text.hpp"

#include <turnout/note.h>

#include <algorithm>
#include <array>

namespace turnout::plugins {

namespace {

constexpr auto use_the_sdk = "link it with turnout_add_plugin() of the SDK";
constexpr std::size_t longest_name = 200;

ElfFacts read(std::span<const std::byte> bytes, const std::filesystem::path& file) {
    try {
        return read_elf(bytes, TURNOUT_ENTRY_SYMBOL);
    } catch (const ElfError& error) {
        throw PluginError(file, error.what(), "put a plugin built for this machine there, whole");
    }
}

Manifest manifest_of(const ElfFacts& facts, const std::filesystem::path& file) {
    const auto is_ours = [](const ElfNote& note) {
        return note.owner == TURNOUT_NOTE_OWNER && note.type == TURNOUT_NOTE_MANIFEST;
    };
    const auto count = std::count_if(facts.notes.begin(), facts.notes.end(), is_ours);
    if (count == 0) {
        throw PluginError(file, "it has no Turnout note, so it is no plugin of this host",
                          "write TURNOUT_PLUGIN(...) once in one of its sources (in C: TURNOUT_NOTE)");
    }
    if (count > 1) throw PluginError(file, "it has more than one Turnout note", "write TURNOUT_PLUGIN(...) only once");
    try {
        return parse_manifest(std::find_if(facts.notes.begin(), facts.notes.end(), is_ours)->description);
    } catch (const std::invalid_argument& error) {
        throw PluginError(file, error.what(), "write it with TURNOUT_PLUGIN(...) or TURNOUT_NOTE of the SDK");
    }
}

/// Two copies of these in one process fight over state that they think is theirs alone.
void check_needed(const ElfFacts& facts, const std::filesystem::path& file) {
    constexpr std::array<std::string_view, 4> refused{"libPoco", "libboost_", "libspdlog", "libfmt"};
    for (const auto needed : facts.needed) {
        const bool bad = std::any_of(refused.begin(), refused.end(),
                                     [&](std::string_view prefix) { return needed.starts_with(prefix); });
        if (!bad) continue;
        throw PluginError(file, "it needs " + one_line(needed, longest_name) + ", which the host uses itself",
                          "log with ctx.log() and link only libraries of its own");
    }
}

void note_findings(const ElfFacts& facts, Inspection& result) {
    const auto extra = std::find_if(facts.exports.begin(), facts.exports.end(),
                                    [](std::string_view name) { return name != TURNOUT_ENTRY_SYMBOL; });
    if (extra != facts.exports.end()) {
        result.findings.push_back(
            {"it exports more than " TURNOUT_ENTRY_SYMBOL ", for example " + one_line(*extra, longest_name),
             use_the_sdk});
    }
    if (facts.unique_symbols) {
        result.findings.push_back(
            {"it has unique symbols: it can never be unloaded, and a newer copy would share its objects",
             "compile it with -fno-gnu-unique, as turnout_add_plugin() does"});
    }
    if (facts.nodelete) {
        result.findings.push_back({"it is marked to stay loaded for ever", "link it without -z nodelete"});
    }
    result.can_unload = !facts.unique_symbols && !facts.nodelete;
}

} // namespace

Inspection inspect(std::span<const std::byte> bytes, const std::filesystem::path& file) {
    const ElfFacts facts = read(bytes, file);
    Inspection result{manifest_of(facts, file), {}, true};
    const auto verdict = compatible(result.manifest.abi_version, result.manifest.abi_required);
    if (!verdict.reason.empty()) throw PluginError(file, verdict.reason, verdict.advice);
    if (facts.wanted_object_size < sizeof(turnout_entry)) {
        throw PluginError(file,
                          facts.wanted_object_size == 0 ? "it does not export " TURNOUT_ENTRY_SYMBOL
                                                        : "its " TURNOUT_ENTRY_SYMBOL " is cut short",
                          std::string{"write TURNOUT_PLUGIN(...) once and "} + use_the_sdk);
    }
    check_needed(facts, file);
    note_findings(facts, result);
    return result;
}

} // namespace turnout::plugins
