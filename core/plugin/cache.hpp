// Private copies of plugins: what is loaded can be neither overwritten nor swapped, and no path is ever loaded twice.
#pragma once
#include "core/plugin/descriptor.hpp"
#include "core/plugin/source.hpp"

#include <spdlog/logger.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace turnout::plugins {

/// One copy; removed with this object, unless keep() was called.
class PrivateCopy {
public:
    explicit PrivateCopy(std::filesystem::path path) : path_(std::move(path)) {}

    PrivateCopy(PrivateCopy&& other) noexcept;
    PrivateCopy& operator=(PrivateCopy&&) = delete;
    PrivateCopy(const PrivateCopy&) = delete;
    PrivateCopy& operator=(const PrivateCopy&) = delete;
    ~PrivateCopy();

    const std::filesystem::path& path() const { return path_; }

    /// Leaves the file to whoever cleans the cache: it is still mapped.
    void keep() { kept_ = true; }

private:
    std::filesystem::path path_;
    bool kept_ = false;
};

/// A directory of this process within `plugins.cache`, locked as long as the process lives, so that another host can
/// tell what a dead one has left behind. One thread at a time.
class Cache {
public:
    /// Makes the directory if it is not there and removes leftovers of dead hosts. Throws PluginError if it is not
    /// private to the host's user or does not allow execution.
    Cache(const std::filesystem::path& directory, std::shared_ptr<spdlog::logger> logger);
    Cache(const Cache&) = delete;
    Cache& operator=(const Cache&) = delete;
    ~Cache();

    /// Copies from the open descriptor under a name that was never used before. Throws PluginError.
    PrivateCopy copy(const Source& source, std::string_view instance);

private:
    void make_own(const std::filesystem::path& directory);
    void remove_leftovers(const std::filesystem::path& directory);

    std::shared_ptr<spdlog::logger> logger_;
    std::filesystem::path own_;
    Descriptor lock_;
    std::uint64_t copies_ = 0;
};

} // namespace turnout::plugins
