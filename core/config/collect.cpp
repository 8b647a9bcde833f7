// Reading the sources: the main file, what lies in conf.d beside it, and the overrides.
#include "core/config/draft.hpp"

#include <algorithm>
#include <set>
#include <system_error>
#include <utility>

namespace turnout::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = std::size_t{4} * 1024 * 1024;

void add_text(std::string_view text, const fs::path& name, const fs::path& directory, std::vector<Entry>& entries,
              Draft& draft) {
    auto properties = parse_properties(text);
    for (auto& error : properties.errors) draft.add(Origin{name, error.line}, {}, std::move(error.what));
    for (auto& entry : properties.entries)
        entries.push_back({std::move(entry.key), std::move(entry.value), {name, entry.line}, directory});
}

void add_main_file(const fs::path& file, std::vector<Entry>& entries, Draft& draft) {
    std::string error;
    const auto text = read_file(file, largest_file, error);
    draft.unreadable = !text;
    if (text)
        add_text(*text, file, fs::absolute(file).parent_path(), entries, draft);
    else
        draft.add(Origin{file, 0}, {}, error + "; name another with --config FILE or $TURNOUT_CONFIG");
}

void add_file(const fs::path& file, std::vector<Entry>& entries, Draft& draft) {
    std::string error;
    const auto text = read_file(file, largest_file, error);
    if (text)
        add_text(*text, file, fs::absolute(file).parent_path(), entries, draft);
    else
        draft.add(Origin{file, 0}, {}, error);
}

/// The files of conf.d in order of their names; hidden ones are left out, as editors and package tools make them.
std::vector<fs::path> included(const fs::path& directory, Draft& draft) {
    std::vector<fs::path> files;
    std::error_code error;
    fs::directory_iterator entries(directory, error);
    if (error == std::errc::no_such_file_or_directory) return files;
    while (!error && entries != fs::directory_iterator()) {
        const auto& path = entries->path();
        if (path.extension() == ".properties" && !path.filename().string().starts_with('.')) files.push_back(path);
        entries.increment(error);
    }
    if (error) draft.add(Origin{directory, 0}, {}, "cannot be read: " + error.message());
    std::sort(files.begin(), files.end());
    return files;
}

void add_overrides(const std::vector<std::string>& overrides, std::vector<Entry>& entries, Draft& draft) {
    const Origin origin{"--set", 0};
    std::set<std::string> seen;
    for (const auto& text : overrides) {
        const auto equals = text.find('=');
        if (equals == std::string::npos || equals == 0) {
            // The text is not shown: it could be a secret.
            draft.add(origin, {}, "an override is key=value");
            continue;
        }
        Entry entry{text.substr(0, equals), text.substr(equals + 1), origin, fs::current_path()};
        if (!seen.insert(entry.key).second) {
            draft.add(origin, entry.key, "given twice with --set");
            continue;
        }
        std::erase_if(entries, [&](const Entry& other) { return other.key == entry.key; });
        entries.push_back(std::move(entry));
    }
}

} // namespace

std::vector<Entry> collect(const Sources& sources, Draft& draft) {
    std::vector<Entry> entries;
    if (sources.file.empty()) {
        add_text(sources.text, sources.text_name, fs::current_path(), entries, draft);
    } else {
        add_main_file(sources.file, entries, draft);
        if (draft.unreadable) return entries;
        for (const auto& file : included(sources.file.parent_path() / "conf.d", draft)) add_file(file, entries, draft);
    }
    add_overrides(sources.overrides, entries, draft);
    return entries;
}

} // namespace turnout::config
