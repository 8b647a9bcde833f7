#include "core/app/dev_setup.hpp"

#include <array>
#include <stdexcept>
#include <string>

namespace turnout::app {
namespace {

namespace files = std::filesystem;

std::string text_of(const config::Address& address) {
    return address.host + ":" + std::to_string(address.port);
}

} // namespace

DevSetup::DevSetup(const files::path& plugins) : directory_("turnout-dev") {
    write_private(directory() / "secret", random_secret());
    // Whatever the umask: the host refuses plugins that others may write to.
    const files::path copies = directory() / "plugins";
    files::create_directory(copies);
    files::permissions(copies, files::perms::owner_all);
    files::copy_file(plugins / "logger.so", copies / "logger.so");
    files::permissions(copies / "logger.so", files::perms::owner_read | files::perms::owner_exec);
}

void DevSetup::write(const config::Address& callback, const config::Address& admin) const {
    write_private(configuration(), "# Made by `turnout dev`; removed when it ends.\n"
                                   "http.address = " +
                                       text_of(callback) + "\nadmin.address = " + text_of(admin) +
                                       "\nstate.directory = " + (directory() / "state").string() +
                                       "\neventsub.secret = ${file:" + (directory() / "secret").string() +
                                       "}\nplugins.directory = " + (directory() / "plugins").string() +
                                       "\njournal.min_free_disk = 16m\nroute.everything.plugin = logger\n");
}

files::path own_plugin_directory() {
    const files::path program = files::read_symlink("/proc/self/exe");
    const files::path above = program.parent_path().parent_path();
    const std::array<files::path, 2> candidates{above / "plugins", above / "lib" / "turnout" / "plugins"};
    for (const auto& candidate : candidates)
        if (files::exists(candidate / "logger.so")) return candidate;
    throw std::runtime_error("the plugin logger.so lies neither in " + candidates[0].string() + " nor in " +
                             candidates[1].string() + ": build it, or install the plugins");
}

} // namespace turnout::app
