#include "core/plugin/entry_check.hpp"

#include "core/plugin/error.hpp"
#include "core/plugin/inspection.hpp"
#include "core/plugin/text.hpp"

#include <turnout/first_size.hpp>

#include <algorithm>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace turnout::plugins {

namespace {

class EntryCheck {
public:
    EntryCheck(const turnout_entry& entry, const lint::Manifest& manifest, const std::filesystem::path& source)
        : entry_(entry),
          manifest_(manifest),
          source_(source) {}

    void check() const {
        check_head();
        check_description();
        check_handles();
        check_settings();
        check_table();
    }

private:
    [[noreturn]] void refuse(const std::string& reason) const {
        throw PluginError(source_, reason, "rebuild it with this host's SDK");
    }

    /// Only a later version may give such a field a meaning.
    void check_reserved(std::uint32_t field, const char* where) const {
        if (entry_.abi_version <= TURNOUT_ABI_VERSION && field != 0)
            refuse(std::string{"a reserved field of "} + where + " is not 0");
    }

    void check_head() const;
    void check_description() const;
    void check_handles() const;
    void check_settings() const;
    void check_table() const;
    lint::Manifest described() const;

    const turnout_entry& entry_;
    const lint::Manifest& manifest_;
    const std::filesystem::path& source_;
};

void EntryCheck::check_head() const {
    if (entry_.struct_size < first_size<turnout_entry>) refuse("its entry is cut short");
    if (const auto verdict = lint::compatible(entry_.abi_version, entry_.abi_required); !verdict.reason.empty())
        throw PluginError(source_, verdict.reason, verdict.advice);
    if (entry_.abi_version != manifest_.abi_version || entry_.abi_required != manifest_.abi_required)
        refuse("its note and its entry name different versions of the ABI");
    check_reserved(entry_.reserved, "its entry");
    if (entry_.description == nullptr || entry_.plugin == nullptr) refuse("its entry lacks a table");
}

void EntryCheck::check_description() const {
    const auto& description = *entry_.description;
    if (description.struct_size < first_size<turnout_plugin_description>) refuse("its description is cut short");
    if (received(description.id) != manifest_.id || received(description.version) != manifest_.version)
        refuse("its note and its description name different ids or versions");
    if (description.handles == nullptr || description.handles_count == 0) refuse("it names no event type");
    if (description.settings == nullptr && description.settings_count != 0) refuse("its settings are a null pointer");
    for (const auto* setting : std::span{description.settings, description.settings_count}) {
        if (setting == nullptr) refuse("one of its settings is a null pointer");
        if (setting->struct_size < first_size<turnout_setting>) refuse("one of its settings is cut short");
        check_reserved(setting->reserved, "one of its settings");
    }
}

/// What the description says, as the note would.
lint::Manifest EntryCheck::described() const {
    lint::Manifest result;
    const auto& description = *entry_.description;
    for (const auto& one : std::span{description.handles, description.handles_count})
        result.handles.push_back({std::string{received(one.type)}, std::string{received(one.version)}});
    for (const auto* one : std::span{description.settings, description.settings_count}) {
        auto& setting = result.settings.emplace_back();
        setting.key = received(one->key);
        setting.required = (one->flags & TURNOUT_SETTING_REQUIRED) != 0;
        if (lint::setting_type_text(one->type) != lint::setting_type_text(TURNOUT_SETTING_TEXT))
            setting.type = one->type;
        if (one->fallback.data != nullptr) setting.fallback = received(one->fallback);
    }
    return readable(std::move(result));
}

void EntryCheck::check_handles() const {
    const auto sorted = [](auto list) {
        std::sort(list.begin(), list.end(), [](const auto& left, const auto& right) {
            return std::tie(left.type, left.version) < std::tie(right.type, right.version);
        });
        return list;
    };
    const auto said = sorted(described().handles), noted = sorted(manifest_.handles);
    if (said == noted) return;
    for (const auto& one : said) {
        if (std::find(noted.begin(), noted.end(), one) != noted.end()) continue;
        refuse("its description names the event type " + lint::handled_text(one) + ", its note does not");
    }
    for (const auto& one : noted) {
        if (std::find(said.begin(), said.end(), one) != said.end()) continue;
        refuse("its note names the event type " + lint::handled_text(one) + ", its description does not");
    }
    refuse("its note and its description name an event type differently often");
}

void EntryCheck::check_settings() const {
    const auto sorted = [](auto list) {
        std::sort(list.begin(), list.end(), [](const auto& left, const auto& right) { return left.key < right.key; });
        return list;
    };
    const auto same = [](const auto& left, const auto& right) {
        return std::tie(left.key, left.type, left.required, left.fallback) ==
               std::tie(right.key, right.type, right.required, right.fallback);
    };
    const auto said = sorted(described().settings), noted = sorted(manifest_.settings);
    const auto [left, right] = std::mismatch(said.begin(), said.end(), noted.begin(), noted.end(), same);
    if (left == said.end() && right == noted.end()) return;
    refuse("its note and its description differ in the setting " + (left != said.end() ? left->key : right->key));
}

void EntryCheck::check_table() const {
    const auto& table = *entry_.plugin;
    if (table.struct_size < first_size<turnout_plugin>) refuse("its table of functions is cut short");
    check_reserved(table.reserved, "its table of functions");
    const auto require = [&](bool there, const char* name) {
        if (!there) refuse(std::string{"its table lacks the function "} + name);
    };
    require(table.create != nullptr, "create");
    require(table.start != nullptr, "start");
    require(table.handle != nullptr, "handle");
    require(table.stop != nullptr, "stop");
    require(table.destroy != nullptr, "destroy");
}

} // namespace

void check_entry(const turnout_entry& entry, const lint::Manifest& manifest, const std::filesystem::path& source) {
    EntryCheck{entry, manifest, source}.check();
}

} // namespace turnout::plugins
