#include "core/app/plugin_template.hpp"

#include "core/app/private_file.hpp"

#include <fcntl.h>
#include <stdio.h> // NOLINT(modernize-deprecated-headers): renameat2() is no part of <cstdio>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace turnout::app {
namespace {

namespace files = std::filesystem;

// What the template says for the name and the first type.
constexpr std::string_view model_name = "plugin_name";
constexpr std::string_view model_struct = "turnout::twitch::channel_follow_v2";
constexpr std::string_view model_identifier = "channel_follow_v2";
constexpr std::string_view model_type = "channel.follow";
constexpr std::string_view model_version_line = "version = 2";

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size())
        text.replace(at, what.size(), by);
}

/// As the typed events are called: channel_follow_v2.
std::string identifier(const PluginSketch::Type& type) {
    std::string result(type.type);
    std::replace(result.begin(), result.end(), '.', '_');
    return result + "_v" + std::string(type.version);
}

std::string about(std::string text, const PluginSketch::Type& type) {
    replace_all(text, std::string(model_type) + "@2", std::string(type.type) + "@" + std::string(type.version));
    replace_all(text, model_version_line, "version = " + std::string(type.version));
    replace_all(text, model_identifier, identifier(type));
    replace_all(text, model_type, type.type);
    return text;
}

bool is_marker(std::string_view line, std::string_view sign) {
    const auto first = line.find_first_not_of(' ');
    if (first == std::string_view::npos) return false;
    line.remove_prefix(first);
    return (line.starts_with("//") && line.substr(2) == sign) || (line.starts_with('#') && line.substr(1) == sign);
}

std::string all_structs(const PluginSketch& sketch) {
    std::string result;
    for (const auto& type : sketch.types)
        result += (result.empty() ? "" : ",\n               ") + std::string("turnout::twitch::") + identifier(type);
    return result;
}

void write_file(const files::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.close();
    if (!out) throw std::runtime_error("cannot write " + file.string());
}

/// A new directory beside the one that is wanted; gone again unless it was given its name.
class Draft {
public:
    explicit Draft(const files::path& wanted) : wanted_(wanted) {
        std::string name = wanted.string() + ".XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
        path_ = name;
        files::permissions(path_, files::perms::owner_all | files::perms::group_read | files::perms::group_exec |
                                      files::perms::others_read | files::perms::others_exec);
    }

    Draft(const Draft&) = delete;
    Draft& operator=(const Draft&) = delete;

    ~Draft() {
        std::error_code ignored; // nothing better can be done
        if (!path_.empty()) files::remove_all(path_, ignored);
    }

    const files::path& path() const { return path_; }

    void publish() {
        if (renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, wanted_.c_str(), RENAME_NOREPLACE) != 0) {
            if (errno == EEXIST) throw std::runtime_error(wanted_.string() + " exists; nothing was written");
            throw std::system_error(errno, std::generic_category(), wanted_.string());
        }
        path_.clear();
    }

private:
    files::path wanted_, path_;
};

} // namespace

std::string name_problem(std::string_view name) {
    constexpr std::size_t longest = 40;
    // Targets that CMake has itself.
    constexpr std::array<std::string_view, 9> taken{"all",  "clean",   "edit_cache",    "help",        "install",
                                                    "test", "package", "rebuild_cache", "experimental"};
    const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const bool plain = std::all_of(name.begin(), name.end(),
                                   [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; });
    if (name.empty() || !plain || !is_letter(name.front()))
        return "a name is made of a-z, 0-9 and _ and begins with a letter";
    if (name.size() > longest) return "a name has at most 40 letters";
    if (std::find(taken.begin(), taken.end(), name) != taken.end()) return "CMake has a target of this name itself";
    return {};
}

std::string expand(std::string_view text, const PluginSketch& sketch) {
    std::string result, block;
    bool within = false;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto size = end == std::string_view::npos ? text.size() : end + 1;
        std::string line(text.substr(0, size));
        text.remove_prefix(size);
        const auto bare = std::string_view(line).substr(0, line.find('\n'));
        if (is_marker(bare, "{ each type")) {
            within = true;
        } else if (is_marker(bare, "}")) {
            within = false;
            for (const auto& type : sketch.types) result += about(block, type);
            block.clear();
        } else if (within) {
            block += line;
        } else {
            replace_all(line, model_struct, all_structs(sketch));
            result += about(std::move(line), sketch.types.front());
        }
    }
    replace_all(result, model_name, sketch.name);
    return result;
}

void write_plugin(const files::path& parent, const PluginSketch& sketch) {
    const files::path wanted = parent / sketch.name;
    if (files::exists(files::symlink_status(wanted)))
        throw std::runtime_error(wanted.string() + " exists; nothing was written");
    Draft draft(wanted);
    for (const TemplateFile& file : template_files()) {
        std::string name(file.name);
        replace_all(name, model_name, sketch.name);
        if (name == "gitignore") name = ".gitignore"; // under its own name git would obey it in the template
        write_file(draft.path() / name, expand(file.text, sketch));
    }
    write_private(draft.path() / "secret", random_secret() + "\n");
    draft.publish();
}

} // namespace turnout::app
