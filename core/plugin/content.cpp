#include "core/plugin/content.hpp"

#include "core/plugin/descriptor.hpp"
#include "core/plugin/error.hpp"

#include <xxhash.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <new>
#include <system_error>
#include <vector>

namespace turnout::plugins {

namespace {

constexpr std::size_t piece = std::size_t{64} << 10;

struct Freer {
    void operator()(XXH3_state_t* state) const { XXH3_freeState(state); }
};

[[noreturn]] void fail(const std::filesystem::path& file) {
    throw PluginError(file, "cannot be read: " + std::generic_category().message(errno), "");
}

} // namespace

std::string content_of(int descriptor, const std::filesystem::path& file) {
    const std::unique_ptr<XXH3_state_t, Freer> state{XXH3_createState()};
    if (!state) throw std::bad_alloc{};
    XXH3_128bits_reset(state.get());
    std::vector<char> bytes(piece);
    for (off_t offset = 0;;) {
        const auto got = ::pread(descriptor, bytes.data(), bytes.size(), offset);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail(file);
        if (got == 0) break;
        XXH3_128bits_update(state.get(), bytes.data(), static_cast<std::size_t>(got));
        offset += got;
    }
    XXH128_canonical_t canonical{};
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(state.get()));
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : canonical.digest) {
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

std::string content_of(const std::filesystem::path& file) {
    const Descriptor opened{::open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!opened) fail(file);
    return content_of(opened.get(), file);
}

} // namespace turnout::plugins
