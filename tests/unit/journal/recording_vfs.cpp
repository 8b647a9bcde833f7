#include "tests/unit/journal/recording_vfs.hpp"

#include <filesystem>
#include <new>

namespace turnout::test {

namespace {

using Kind = DiskOperation::Kind;

/// SQLite allocates it with the file of the VFS below behind it.
struct RecordingFile {
    sqlite3_file base;
    RecordingVfs* recorder;
    std::string* name; ///< null: a file that is of no interest

    sqlite3_file* below() { return reinterpret_cast<sqlite3_file*>(this + 1); }

    const sqlite3_io_methods* methods() { return below()->pMethods; }
};

RecordingFile* self(sqlite3_file* file) {
    return reinterpret_cast<RecordingFile*>(file);
}

int close_file(sqlite3_file* file) {
    RecordingFile* own = self(file);
    delete own->name;
    own->name = nullptr;
    return own->methods()->xClose(own->below());
}

int read_file(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
    RecordingFile* own = self(file);
    if (const int error = own->recorder->read_error) return error;
    return own->methods()->xRead(own->below(), into, size, offset);
}

int write_file(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
    RecordingFile* own = self(file);
    if (const int error = own->recorder->write_error) return error;
    const int code = own->methods()->xWrite(own->below(), from, size, offset);
    if (code == SQLITE_OK)
        own->recorder->note({Kind::write, *own->name, static_cast<std::uint64_t>(offset),
                             std::string(static_cast<const char*>(from), static_cast<std::size_t>(size))});
    return code;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    RecordingFile* own = self(file);
    if (const int error = own->recorder->write_error) return error;
    const int code = own->methods()->xTruncate(own->below(), size);
    if (code == SQLITE_OK) own->recorder->note({Kind::truncate, *own->name, static_cast<std::uint64_t>(size), {}});
    return code;
}

int sync_file(sqlite3_file* file, int flags) {
    RecordingFile* own = self(file);
    if (const int error = own->recorder->sync_error) return error;
    if (!own->name->ends_with("-wal"))
        if (const int error = own->recorder->database_sync_error) return error;
    // What is recorded is lost on paper only; the disk below need not be kept busy.
    const int code = own->recorder->recording ? SQLITE_OK : own->methods()->xSync(own->below(), flags);
    if (code == SQLITE_OK) own->recorder->note({Kind::sync, *own->name, 0, {}});
    return code;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return self(file)->methods()->xFileSize(self(file)->below(), size);
}

int lock(sqlite3_file* file, int level) {
    return self(file)->methods()->xLock(self(file)->below(), level);
}

int unlock(sqlite3_file* file, int level) {
    return self(file)->methods()->xUnlock(self(file)->below(), level);
}

int check_lock(sqlite3_file* file, int* result) {
    return self(file)->methods()->xCheckReservedLock(self(file)->below(), result);
}

int control(sqlite3_file* file, int what, void* argument) {
    return self(file)->methods()->xFileControl(self(file)->below(), what, argument);
}

int sector_size(sqlite3_file* file) {
    return self(file)->methods()->xSectorSize(self(file)->below());
}

int characteristics(sqlite3_file* file) {
    return self(file)->methods()->xDeviceCharacteristics(self(file)->below());
}

int shm_map(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
    return self(file)->methods()->xShmMap(self(file)->below(), page, size, extend, memory);
}

int shm_lock(sqlite3_file* file, int offset, int count, int flags) {
    return self(file)->methods()->xShmLock(self(file)->below(), offset, count, flags);
}

void shm_barrier(sqlite3_file* file) {
    self(file)->methods()->xShmBarrier(self(file)->below());
}

int shm_unmap(sqlite3_file* file, int remove) {
    return self(file)->methods()->xShmUnmap(self(file)->below(), remove);
}

constexpr sqlite3_io_methods recording_methods{
    2,        close_file,  read_file,  write_file, truncate_file, sync_file,       file_size,
    lock,     unlock,      check_lock, control,    sector_size,   characteristics, shm_map,
    shm_lock, shm_barrier, shm_unmap,  nullptr,    nullptr};

RecordingVfs& recorder_of(sqlite3_vfs* vfs) {
    return *static_cast<RecordingVfs*>(vfs->pAppData);
}

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* flags_out) {
    RecordingVfs& recorder = recorder_of(vfs);
    auto* own = new (file) RecordingFile{};
    const int code = recorder.below()->xOpen(recorder.below(), name, own->below(), flags, flags_out);
    if (own->below()->pMethods == nullptr) return code;
    own->base.pMethods = &recording_methods;
    own->recorder = &recorder;
    own->name = new std::string(name ? std::filesystem::path(name).filename().string() : std::string());
    return code;
}

int remove_file(sqlite3_vfs* vfs, const char* name, int sync_directory) {
    RecordingVfs& recorder = recorder_of(vfs);
    const int code = recorder.below()->xDelete(recorder.below(), name, sync_directory);
    if (code == SQLITE_OK) recorder.note({Kind::remove, std::filesystem::path(name).filename().string(), 0, {}});
    return code;
}

} // namespace

RecordingVfs::RecordingVfs()
    : name_("recording-" + std::to_string(reinterpret_cast<std::uintptr_t>(this))),
      below_(sqlite3_vfs_find(nullptr)),
      vfs_(std::make_unique<sqlite3_vfs>(*below_)) {
    vfs_->iVersion = 2;
    vfs_->szOsFile = static_cast<int>(sizeof(RecordingFile)) + below_->szOsFile;
    vfs_->pNext = nullptr;
    vfs_->zName = name_.c_str();
    vfs_->pAppData = this;
    vfs_->xOpen = open_file;
    vfs_->xDelete = remove_file;
    sqlite3_vfs_register(vfs_.get(), 0);
}

RecordingVfs::~RecordingVfs() {
    sqlite3_vfs_unregister(vfs_.get());
}

void RecordingVfs::note(DiskOperation operation) {
    if (!recording || operation.file.empty()) return;
    const std::lock_guard lock(mutex_);
    operations_.push_back(std::move(operation));
}

std::size_t RecordingVfs::size() const {
    const std::lock_guard lock(mutex_);
    return operations_.size();
}

std::vector<DiskOperation> RecordingVfs::take() {
    const std::lock_guard lock(mutex_);
    return std::move(operations_);
}

} // namespace turnout::test
