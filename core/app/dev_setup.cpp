#include "core/app/dev_setup.hpp"

#include <fcntl.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

namespace turnout::app {
namespace {

namespace files = std::filesystem;

std::string random_secret() {
    std::array<unsigned char, 32> bytes{};
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
        throw std::runtime_error("the system gives no random numbers");
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

/// Readable by this user only, from its first moment.
void write_private(const files::path& file, const std::string& text) {
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), file.string());
    const ssize_t written = write(descriptor, text.data(), text.size());
    close(descriptor);
    if (written != static_cast<ssize_t>(text.size())) throw std::runtime_error("cannot write " + file.string());
}

std::string text_of(const config::Address& address) {
    return address.host + ":" + std::to_string(address.port);
}

} // namespace

DevSetup::DevSetup(const files::path& plugins) {
    std::string name = (files::temp_directory_path() / "turnout-dev-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
    directory_ = name;
    write_private(directory_ / "secret", random_secret());
    // Whatever the umask: the host refuses plugins that others may write to.
    const files::path copies = directory_ / "plugins";
    files::create_directory(copies);
    files::permissions(copies, files::perms::owner_all);
    files::copy_file(plugins / "logger.so", copies / "logger.so");
    files::permissions(copies / "logger.so", files::perms::owner_read | files::perms::owner_exec);
}

DevSetup::~DevSetup() {
    std::error_code ignored; // nothing better can be done about what cannot be removed
    files::remove_all(directory_, ignored);
}

void DevSetup::write(const config::Address& callback, const config::Address& admin) const {
    write_private(configuration(), "# Made by `turnout dev`; removed when it ends.\n"
                                   "http.address = " +
                                       text_of(callback) + "\nadmin.address = " + text_of(admin) +
                                       "\nstate.directory = " + (directory_ / "state").string() +
                                       "\neventsub.secret = ${file:" + (directory_ / "secret").string() +
                                       "}\nplugins.directory = " + (directory_ / "plugins").string() +
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
