#include "core/plugin/library.hpp"

#include "core/plugin/content.hpp"
#include "core/plugin/entry_check.hpp"
#include "core/plugin/error.hpp"
#include "core/plugin/text.hpp"

#include <fcntl.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstddef>
#include <memory>
#include <system_error>

namespace turnout::plugins {

namespace {

constexpr std::size_t longest_loader_text = 400;

/// The bytes of a file of our own, mapped for reading.
class Mapping {
public:
    explicit Mapping(const std::filesystem::path& path) {
        const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};

        struct stat status {};

        if (!file || ::fstat(file.get(), &status) != 0) throw_last(path);
        size_ = static_cast<std::size_t>(status.st_size);
        if (size_ == 0) return;
        void* at = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.get(), 0);
        if (at == MAP_FAILED) throw_last(path); // NOLINT(*-no-int-to-ptr,*-cstyle-cast): the system's macro
        data_ = static_cast<const std::byte*>(at);
    }

    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;

    ~Mapping() {
        if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_); // NOLINT(*-const-cast): as mmap gave it
    }

    std::span<const std::byte> bytes() const { return {data_, size_}; }

private:
    [[noreturn]] static void throw_last(const std::filesystem::path& path) {
        throw PluginError(path, "cannot be read: " + std::generic_category().message(errno), "");
    }

    const std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

boost::dll::shared_library load(const PrivateCopy& copy, const std::filesystem::path& source) {
    // RTLD_LOCAL is what the mode is without rtld_global.
    std::error_code error;
    boost::dll::shared_library code{copy.path(), error, boost::dll::load_mode::rtld_now};
    if (!error && code.is_loaded()) return code;
    // Boost.DLL hands the loader's own words on in the exception only.
    try {
        code.load(copy.path(), boost::dll::load_mode::rtld_now);
    } catch (const std::exception& failure) {
        throw PluginError(source, "the loader refuses it: " + one_line(failure.what(), longest_loader_text),
                          "install what it needs, and link it with -z defs, as turnout_add_plugin() does");
    }
    return code;
}

} // namespace

Inspection inspect_copy(const PrivateCopy& copy, const std::filesystem::path& source) {
    const Mapping mapping{copy.path()};
    return inspect(mapping.bytes(), source);
}

Library::Library(PrivateCopy copy, const std::filesystem::path& source)
    : copy_(std::move(copy)),
      inspection_(inspect_copy(copy_, source)),
      content_(content_of(copy_.path())),
      code_(load(copy_, source)) {
    entry_ = &code_.get<const turnout_entry>(TURNOUT_ENTRY_SYMBOL);
    check_entry(*entry_, inspection_.manifest, source);
}

Library::~Library() {
    if (code_.is_loaded()) unload();
}

bool Library::unload() {
    entry_ = nullptr;
    code_.unload();
    const bool gone = !is_mapped(copy_.path());
    if (!gone) copy_.keep();
    return gone;
}

void Library::abandon() {
    copy_.keep();
    // A handle that nobody closes keeps the code where it is.
    static_cast<void>(std::make_unique<boost::dll::shared_library>(std::move(code_)).release());
}

bool is_mapped(const std::filesystem::path& path) {
    struct Search {
        std::string_view path;
        bool found;
    };

    Search search{path.native(), false};
    ::dl_iterate_phdr(
        [](dl_phdr_info* info, std::size_t, void* data) {
            auto* wanted = static_cast<Search*>(data);
            wanted->found = wanted->found || (info->dlpi_name != nullptr && wanted->path == info->dlpi_name);
            return 0;
        },
        &search);
    return search.found;
}

} // namespace turnout::plugins
