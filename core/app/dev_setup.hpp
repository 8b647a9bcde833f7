// What `turnout dev` runs on: a temporary directory with a configuration, a random secret and a place for state.
#pragma once
#include "core/app/private_file.hpp"
#include "core/config/config.hpp"

#include <filesystem>
#include <string>

namespace turnout::app {

/// Removed with everything in it by the destructor.
class DevSetup {
public:
    /// `plugins`: where logger.so lies; a copy of it alone is used. Throws std::runtime_error.
    explicit DevSetup(const std::filesystem::path& plugins);
    DevSetup(const DevSetup&) = delete;
    DevSetup& operator=(const DevSetup&) = delete;

    const std::filesystem::path& directory() const { return directory_.path(); }

    std::filesystem::path configuration() const { return directory() / "turnout.properties"; }

    /// Writes the configuration: first with ports that the system chooses, then with those that it has chosen, so that
    /// `turnout send` finds the host.
    void write(const config::Address& callback, const config::Address& admin) const;

private:
    TemporaryDirectory directory_;
};

/// Where the plugins that belong to this program lie: `../plugins` beside a build, `../lib/turnout/plugins` when
/// installed. Throws std::runtime_error if there is no logger.so in either.
std::filesystem::path own_plugin_directory();

} // namespace turnout::app
