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

namespace {

/// A file of another name beside `file`, with this text on the disk. It is gone with this object.
class DraftFile {
public:
    DraftFile(const files::path& file, std::string_view text)
        : path_(file.string() + ".XXXXXX"),
          descriptor_(mkostemp(path_.data(), O_CLOEXEC)) { // 0600
        if (descriptor_ < 0) fail(file);
        if (write(descriptor_, text.data(), text.size()) != static_cast<ssize_t>(text.size()) ||
            fsync(descriptor_) != 0) {
            const int error = errno;
            remove();
            throw std::system_error(error, std::generic_category(), file.string());
        }
    }

    DraftFile(const DraftFile&) = delete;
    DraftFile& operator=(const DraftFile&) = delete;

    ~DraftFile() { remove(); }

    const char* path() const { return path_.c_str(); }

    int descriptor() const { return descriptor_; }

private:
    void remove() {
        close(descriptor_);
        unlink(path_.c_str());
    }

    std::string path_;
    int descriptor_;
};

void sync_directory_of(const files::path& file) {
    const int directory = open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) fail(file.parent_path());
    fsync(directory); // some file systems cannot
    close(directory);
}

} // namespace

void create_private(const files::path& file, std::string_view text) {
    const DraftFile draft{file, text};
    if (link(draft.path(), file.c_str()) != 0 && errno != EEXIST) fail(file); // link() never replaces
    sync_directory_of(file);
}

void replace_private(const files::path& file, std::string_view text) {
    struct stat about {};

    if (stat(file.c_str(), &about) != 0) fail(file);
    const DraftFile draft{file, text};
    const bool alike = fchown(draft.descriptor(), about.st_uid, about.st_gid) == 0 &&
                       fchmod(draft.descriptor(), about.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO)) == 0;
    if (!alike || rename(draft.path(), file.c_str()) != 0) fail(file);
    sync_directory_of(file);
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
