#include "core/config/load.hpp"

#include "core/config/draft.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace turnout::config {
namespace {

std::optional<std::string> process_environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) return {};
    return std::string(value);
}

/// By file in order of first mention, then by line; what is missing from a file follows its lines.
void sort(std::vector<Problem>& problems, const std::vector<Entry>& entries) {
    std::vector<std::filesystem::path> files;
    const auto rank = [&](const std::filesystem::path& file) {
        const auto found = std::find(files.begin(), files.end(), file);
        if (found != files.end()) return found - files.begin();
        files.push_back(file);
        return std::ssize(files) - 1;
    };
    for (const auto& entry : entries) rank(entry.origin.file);
    for (const auto& problem : problems) rank(problem.origin.file);
    std::stable_sort(problems.begin(), problems.end(), [&](const Problem& a, const Problem& b) {
        const auto place = [&](const Origin& origin) { return std::pair(rank(origin.file), origin.line - 1U); };
        return place(a.origin) < place(b.origin);
    });
}

template <class Value> std::vector<Value> values(std::map<std::string, Value, std::less<>>& map) {
    std::vector<Value> result;
    result.reserve(map.size());
    for (auto& [key, value] : map) result.push_back(std::move(value));
    return result;
}

} // namespace

Sources Sources::from_file(std::filesystem::path file, std::vector<std::string> overrides) {
    Sources sources;
    sources.file = std::move(file);
    sources.overrides = std::move(overrides);
    return sources;
}

Sources Sources::from_text(std::string text, std::string name, std::vector<std::string> overrides) {
    Sources sources;
    sources.text = std::move(text);
    sources.text_name = std::move(name);
    sources.overrides = std::move(overrides);
    return sources;
}

Result load(const Sources& sources, std::span<const KnownType> types, TimestampReader timestamps) {
    Draft draft;
    const auto& main = sources.file.empty() ? std::filesystem::path(sources.text_name) : sources.file;
    draft.config.file = main;
    const auto entries = collect(sources, draft);
    if (!draft.unreadable) {
        fill(entries, sources.environment ? sources.environment : process_environment, draft);
        check_settings(draft);
        check_plugins(draft);
        check_routes(draft, types);
        check_filters(draft, types, timestamps);
    }
    Result result;
    if (draft.problems.empty()) {
        draft.config.file = sources.file;
        draft.config.plugins = values(draft.plugins);
        draft.config.routes = values(draft.routes);
        result.config = std::move(draft.config);
    } else {
        sort(draft.problems, entries);
        result.problems = std::move(draft.problems);
    }
    return result;
}

} // namespace turnout::config
