// A plugin's code in this process.
#pragma once
#include "core/plugin/cache.hpp"
#include "core/plugin/inspection.hpp"

#include <turnout/abi.h>

#include <boost/dll/shared_library.hpp>

#include <filesystem>
#include <string>

namespace turnout::plugins {

/// inspect() for a copy; `source`: what messages call it.
Inspection inspect_copy(const PrivateCopy& copy, const std::filesystem::path& source);

/// Loads a private copy after it was inspected, and checks that its tables are what the ABI asks for. Not thread-safe;
/// load and unload on the control thread.
class Library {
public:
    /// `source`: what messages call it. Throws PluginError.
    Library(PrivateCopy copy, const std::filesystem::path& source);
    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
    /// Unloads it, if unload() or abandon() was not called.
    ~Library();

    const turnout_plugin& table() const { return *entry_->plugin; }

    const turnout_plugin_description& description() const { return *entry_->description; }

    const Inspection& inspection() const { return inspection_; }

    const std::filesystem::path& path() const { return copy_.path(); }

    /// content_of() the copy.
    const std::string& content() const { return content_; }

    /// True if nothing of it is mapped any more; else it stays for ever (a zombie). The tables are gone either way.
    bool unload();

    /// Leaves it loaded until the process ends: its code still runs somewhere, or the system's loader is held by a
    /// thread that hangs in it. Does not call the loader.
    void abandon();

private:
    PrivateCopy copy_;
    Inspection inspection_;
    std::string content_;
    boost::dll::shared_library code_;
    const turnout_entry* entry_ = nullptr;
};

/// Whether a file is mapped as a loaded library under exactly this path.
bool is_mapped(const std::filesystem::path& path);

} // namespace turnout::plugins
