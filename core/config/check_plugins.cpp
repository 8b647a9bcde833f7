// Which instances there are, whether their libraries exist, and whether what is named is among them.
#include "core/config/draft.hpp"
#include "core/config/nearest.hpp"
#include "core/config/value.hpp"

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

namespace turnout::config {
namespace {

namespace fs = std::filesystem;

constexpr auto directory_key = "plugins.directory";

/// What a library without `plugin.NAME.library` is called: its file's name without `lib` and `.so`.
std::string name_of(const fs::path& library) {
    std::string name = library.stem().string();
    if (name.starts_with("lib") && name.size() > 3) name.erase(0, 3);
    return name;
}

/// File names of all libraries in plugins.directory, sorted; nothing if it cannot be read.
std::optional<std::vector<std::string>> find_libraries(Draft& draft) {
    std::vector<std::string> names;
    const auto& directory = draft.config.plugin_options.directory;
    std::error_code error;
    fs::directory_iterator entries(directory, error);
    while (!error && entries != fs::directory_iterator()) {
        const auto name = entries->path().filename().string();
        std::error_code unreadable; // a dangling link is no library
        if (name.ends_with(".so") && !name.starts_with('.') && entries->is_regular_file(unreadable))
            names.push_back(name);
        entries.increment(error);
    }
    // A directory that nobody asked for may be absent: then there are no plugins.
    const bool absent = error == std::errc::no_such_file_or_directory && !draft.given.contains(directory_key);
    if (error && !absent) {
        draft.add(directory_key, draft.shown(directory_key) + " cannot be read: " + error.message());
        return {};
    }
    std::sort(names.begin(), names.end());
    return names;
}

class Instances {
public:
    explicit Instances(Draft& draft) : draft_(draft) {
        auto found = find_libraries(draft);
        readable_ = found.has_value();
        if (found) libraries_ = std::move(*found);
    }

    bool readable() const { return readable_; }

    /// What could be named: instances, and what libraries that are not run would be called.
    std::vector<std::string> known_names() const {
        std::vector<std::string> names;
        for (const auto& [name, plugin] : draft_.plugins) names.push_back(name);
        for (const auto& library : libraries_)
            if (const auto name = name_of(library); is_name(name)) names.push_back(name);
        return names;
    }

    void check() {
        for (auto& [name, plugin] : draft_.plugins) {
            if (draft_.given.contains(library_key(name)))
                check_named(name, plugin);
            else
                find_library(name, plugin);
        }
        for (const auto& library : libraries_) add_unnamed(library);
    }

private:
    static std::string library_key(const std::string& name) { return "plugin." + name + ".library"; }

    void check_named(const std::string& name, const Plugin& plugin) {
        const auto key = library_key(name);
        if (!draft_.usable(key)) return;
        std::error_code error;
        if (fs::is_regular_file(draft_.config.plugin_options.directory / plugin.library, error)) return;
        draft_.add(key, draft_.shown(key) + " is no file in " + directory(),
                   nearest(plugin.library.string(), libraries_));
        draft_.given.find(key)->second.valid = false; // nothing more is to be said of it
    }

    void find_library(const std::string& name, Plugin& plugin) {
        for (const auto& library : {name + ".so", "lib" + name + ".so"}) {
            if (std::find(libraries_.begin(), libraries_.end(), library) == libraries_.end()) continue;
            if (plugin.library.empty()) plugin.library = library;
        }
        if (!plugin.library.empty()) return;
        draft_.add(plugin.origin, library_key(name), "missing, and " + directory() + " holds no " + name + ".so",
                   nearest(name + ".so", libraries_));
    }

    bool is_used(const std::string& name) const {
        const auto& required = draft_.config.plugin_options.required_names;
        return std::find(required.begin(), required.end(), name) != required.end() ||
               std::any_of(draft_.routes.begin(), draft_.routes.end(),
                           [&](const auto& entry) { return entry.second.plugin == name; });
    }

    /// A library that no instance names is an instance itself if it is used. One that merely lies there is not run: its
    /// settings may be missing, and no event would ever reach it.
    void add_unnamed(const std::string& library) {
        const bool named = std::any_of(draft_.plugins.begin(), draft_.plugins.end(), [&](const auto& entry) {
            return entry.second.library.lexically_normal() == library;
        });
        if (named) return;
        const auto name = name_of(library);
        if (!is_used(name)) return; // whatever else lies there is no fault
        if (!draft_.usable(library_key(name)))
            return; // an instance of that name whose library is no good: told already
        const Origin origin = directory_origin();
        const auto [place, is_new] = draft_.plugins.try_emplace(name, Plugin{name, library, {}, origin});
        if (!is_new)
            draft_.add(origin, directory_key,
                       library + " would be called " + name + ", as " + place->second.library.string() +
                           " is already: remove one, or name "
                           "it with plugin.NAME.library");
    }

    Origin directory_origin() const {
        const auto found = draft_.given.find(directory_key);
        return found == draft_.given.end() ? Origin{draft_.config.file, 0} : found->second.origin;
    }

    std::string directory() const {
        if (draft_.config.withheld.contains(directory_key)) return directory_key;
        return draft_.config.plugin_options.directory.string();
    }

    Draft& draft_;
    std::vector<std::string> libraries_;
    bool readable_ = false;
};

void check_references(Draft& draft, const std::vector<std::string>& known) {
    for (const auto& [name, route] : draft.routes) {
        const auto key = "route." + name + ".plugin";
        if (!draft.given.contains(key) || !draft.usable(key) || draft.plugins.contains(route.plugin)) continue;
        draft.add(key, "there is no plugin " + draft.shown(key), nearest(route.plugin, known));
    }
    for (const auto& name : draft.config.plugin_options.required_names) {
        if (draft.plugins.contains(name)) continue;
        const bool hidden = draft.config.withheld.contains("plugins.required");
        draft.add("plugins.required", "there is no plugin " + (hidden ? "that it names" : "`" + name + "`"),
                  nearest(name, known));
    }
}

} // namespace

void check_plugins(Draft& draft) {
    // Without its directory every plugin would be missing, which says nothing new.
    if (!draft.usable(directory_key)) return;
    Instances instances(draft);
    if (!instances.readable()) return;
    instances.check();
    check_references(draft, instances.known_names());
}

} // namespace turnout::config
