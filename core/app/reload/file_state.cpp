#include "core/app/reload/file_state.hpp"

namespace turnout::app {
namespace {

std::int64_t nanoseconds(const timespec& time) {
    return std::int64_t{time.tv_sec} * 1'000'000'000 + std::int64_t{time.tv_nsec};
}

} // namespace

FileState FileState::of(const struct stat& status) {
    FileState state;
    state.device = status.st_dev;
    state.inode = status.st_ino;
    if (S_ISREG(status.st_mode)) {
        state.size = status.st_size;
        state.modified = nanoseconds(status.st_mtim);
        state.changed = nanoseconds(status.st_ctim);
    }
    return state;
}

FileState FileState::failed(int error) {
    FileState state;
    state.error = error;
    return state;
}

} // namespace turnout::app
