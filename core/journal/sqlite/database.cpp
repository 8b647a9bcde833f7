#include "core/journal/sqlite/database.hpp"

#include <cerrno>

namespace turnout::journal::sqlite {

namespace {

// For the rare moment in which another tool holds the lock; we never compete with ourselves.
constexpr int busy_timeout_ms = 2'000;

int open_flags(Access access) {
    const int mode = access == Access::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    return mode | SQLITE_OPEN_NOMUTEX;
}

} // namespace

bool DatabaseError::temporary() const {
    switch (primary()) {
    case SQLITE_FULL:
    case SQLITE_NOMEM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_READONLY:
    case SQLITE_PERM: return true;
    case SQLITE_IOERR: break;
    default: return false;
    }
    // A quota is a full disk to us, not to SQLite; and so is the index of the log that could not grow.
    return code_ == SQLITE_IOERR_NOMEM || code_ == SQLITE_IOERR_SHMSIZE ||
           (code_ == SQLITE_IOERR_WRITE && (system_error_ == EDQUOT || system_error_ == ENOSPC));
}

Database::Database(const std::filesystem::path& file, Access access, const std::string& vfs) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &raw, open_flags(access), vfs.empty() ? nullptr : vfs.c_str());
    handle_.reset(raw);
    if (code != SQLITE_OK) fail(code);
    sqlite3_extended_result_codes(raw, 1);
    sqlite3_busy_timeout(raw, busy_timeout_ms);
}

DatabaseError DatabaseError::last(sqlite3* handle, int code) {
    if (handle == nullptr) return {code, sqlite3_errstr(code)};
    const int extended = sqlite3_extended_errcode(handle);
    return {extended != SQLITE_OK ? extended : code, sqlite3_errmsg(handle), sqlite3_system_errno(handle)};
}

void Database::fail(int code) const {
    throw DatabaseError::last(handle_.get(), code);
}

void Database::execute(const char* sql) {
    const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code);
}

std::int64_t Database::number(const char* sql) {
    Statement statement(*this, sql);
    return statement.step() ? statement.number(0) : 0;
}

Statement::Statement(Database& database, const char* sql) : database_(&database) {
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(database.handle(), sql, -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    handle_.reset(raw);
    if (code != SQLITE_OK) database.fail(code);
}

void Statement::bind(int column, std::int64_t value) {
    const int code = sqlite3_bind_int64(handle_.get(), column, value);
    if (code != SQLITE_OK) database_->fail(code);
}

void Statement::bind(int column, std::string_view text) {
    const char* data = text.data() ? text.data() : "";
    const int code = sqlite3_bind_text64(handle_.get(), column, data, text.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK) database_->fail(code);
}

void Statement::bind(int column, Blob blob) {
    const char* data = blob.bytes.data() ? blob.bytes.data() : "";
    const int code = sqlite3_bind_blob64(handle_.get(), column, data, blob.bytes.size(), SQLITE_STATIC);
    if (code != SQLITE_OK) database_->fail(code);
}

bool Statement::step() {
    const int code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    // The handle's error is set by step(); reset() must not come first, a failed statement would report it again.
    const DatabaseError error = DatabaseError::last(database_->handle(), code);
    sqlite3_reset(handle_.get());
    throw error;
}

void Statement::reset() {
    sqlite3_reset(handle_.get());
}

void Statement::run() {
    while (step()) {
    }
    reset();
}

std::string_view Statement::bytes(int column) const {
    const void* data = sqlite3_column_blob(handle_.get(), column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
    return data ? std::string_view(static_cast<const char*>(data), size) : std::string_view();
}

Transaction::Transaction(Database& database) : database_(database) {
    database_.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    // SQLite has already rolled back by itself after some errors; there is nothing more to do about a failure here.
    if (open_ && sqlite3_get_autocommit(database_.handle()) == 0)
        sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
    database_.execute("COMMIT");
    open_ = false;
}

} // namespace turnout::journal::sqlite
