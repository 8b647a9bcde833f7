// The plugin's file, opened while this process can reach it: another user could not.
#pragma once
#include "core/plugin/descriptor.hpp"
#include "core/plugin/error.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

namespace turnout::plugins::isolation {

class PluginFile {
public:
    /// `shared`: another user will load it. Throws PluginError.
    PluginFile(const std::filesystem::path& copy, bool shared) : file_(::open(copy.c_str(), O_RDONLY | O_CLOEXEC)) {
        constexpr mode_t for_all = 0555; // the directory is the host's alone
        if (!file_ || (shared && ::fchmod(file_.get(), for_all) != 0))
            throw PluginError(copy, "cannot be opened: " + std::generic_category().message(errno), "");
    }

    /// Good as long as this object.
    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(file_.get()); }

private:
    Descriptor file_;
};

} // namespace turnout::plugins::isolation
