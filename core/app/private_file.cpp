#include "core/app/private_file.hpp"

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

namespace files = std::filesystem;

namespace {

[[noreturn]] void fail(const files::path& file) {
    throw std::system_error(errno, std::generic_category(), file.string());
}

} // namespace

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

void write_private(const files::path& file, std::string_view text) {
    const int descriptor = open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) fail(file);
    const ssize_t written = write(descriptor, text.data(), text.size());
    close(descriptor);
    if (written != static_cast<ssize_t>(text.size())) throw std::runtime_error("cannot write " + file.string());
}

void create_private(const files::path& file, std::string_view text) {
    std::string draft = file.string() + ".XXXXXX";
    const int descriptor = mkostemp(draft.data(), O_CLOEXEC); // 0600
    if (descriptor < 0) fail(file);
    const bool written = write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                         fsync(descriptor) == 0 &&
                         (link(draft.c_str(), file.c_str()) == 0 || errno == EEXIST); // link() never replaces
    const int error = errno;
    close(descriptor);
    unlink(draft.c_str());
    if (!written) throw std::system_error(error, std::generic_category(), file.string());
    const int directory = open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) fail(file.parent_path());
    fsync(directory); // some file systems cannot
    close(directory);
}

std::optional<std::string> read_private(const files::path& file) {
    const int descriptor = open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0 && errno == ENOENT) return std::nullopt;
    if (descriptor < 0) fail(file);

    struct stat about {};

    std::array<char, 4096> text{};
    const ssize_t size = fstat(descriptor, &about) == 0 ? read(descriptor, text.data(), text.size()) : -1;
    const int error = errno;
    close(descriptor);
    if (size < 0) throw std::system_error(error, std::generic_category(), file.string());
    if (!S_ISREG(about.st_mode)) throw std::runtime_error(file.string() + " is no regular file: remove it");
    if (about.st_uid != geteuid() && about.st_uid != 0)
        throw std::runtime_error(file.string() + " belongs to another user: remove it, or give it to the host's user");
    if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        throw std::runtime_error("others have access to " + file.string() +
                                 ": remove it, so that a new one is made, or chmod 600 it if nobody has seen it");
    return std::string(text.data(), static_cast<std::size_t>(size));
}

TemporaryDirectory::TemporaryDirectory(std::string_view name) {
    std::string path = (files::temp_directory_path() / (std::string(name) + "-XXXXXX")).string();
    if (mkdtemp(path.data()) == nullptr) throw std::system_error(errno, std::generic_category(), path);
    path_ = path;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored; // nothing better can be done about what cannot be removed
    files::remove_all(path_, ignored);
}

} // namespace turnout::app
