// SQLite as RAII: a connection, a prepared statement, an error with its code.
#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace turnout::journal::sqlite {

/// What SQLite refused, with its extended result code.
class DatabaseError : public std::runtime_error {
public:
    DatabaseError(int code, const std::string& text, int system_error = 0)
        : std::runtime_error(text),
          code_(code),
          system_error_(system_error) {}

    /// What the connection says about its last call, which has failed with `code`.
    static DatabaseError last(sqlite3* handle, int code);

    int code() const { return code_; }

    int primary() const { return code_ & 0xff; }

    /// Nothing is broken and nothing was written: no space, no memory, somebody else's lock, no permission.
    bool temporary() const;

    /// The file is not what was written to it.
    bool damaged() const { return primary() == SQLITE_CORRUPT || primary() == SQLITE_NOTADB; }

private:
    int code_;
    int system_error_; ///< errno of what failed below SQLite; 0 if nothing did
};

enum class Access { read_write, read_only };

/// One connection. Used by one thread at a time; statements are destroyed before it.
class Database {
public:
    /// `vfs` empty: the default one. Throws DatabaseError.
    Database(const std::filesystem::path& file, Access access, const std::string& vfs);

    void execute(const char* sql);
    /// The first column of the first row; 0 if there is none.
    std::int64_t number(const char* sql);
    [[noreturn]] void fail(int code) const;

    sqlite3* handle() const { return handle_.get(); }

private:
    struct Closer {
        void operator()(sqlite3* handle) const { sqlite3_close(handle); }
    };

    std::unique_ptr<sqlite3, Closer> handle_;
};

/// A prepared statement that is used again and again. Bound text and blobs stay valid until reset().
class Statement {
public:
    Statement(Database& database, const char* sql);

    template <typename... Values> Statement& bind_all(const Values&... values) {
        int column = 0;
        (bind(++column, values), ...);
        return *this;
    }

    void bind(int column, std::int64_t value);

    void bind(int column, std::uint64_t value) { bind(column, static_cast<std::int64_t>(value)); }

    void bind(int column, std::uint32_t value) { bind(column, std::int64_t{value}); }

    void bind(int column, int value) { bind(column, std::int64_t{value}); }

    void bind(int column, std::string_view text);

    struct Blob {
        std::string_view bytes;
    };

    void bind(int column, Blob blob);

    /// True if there is a row. Throws DatabaseError.
    bool step();
    void reset();
    /// step() until there are no more rows, and reset().
    void run();

    std::int64_t number(int column) const { return sqlite3_column_int64(handle_.get(), column); }

    std::uint64_t natural(int column) const { return static_cast<std::uint64_t>(number(column)); }

    /// Text or blob; valid until the next step() or reset().
    std::string_view bytes(int column) const;

private:
    struct Finalizer {
        void operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }
    };

    Database* database_;
    std::unique_ptr<sqlite3_stmt, Finalizer> handle_;
};

/// Resets a statement when its rows have been read, also when reading throws.
class Rows {
public:
    explicit Rows(Statement& statement) : statement_(statement) {}

    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    ~Rows() { statement_.reset(); }

    bool next() { return statement_.step(); }

private:
    Statement& statement_;
};

/// BEGIN IMMEDIATE; rolled back unless committed.
class Transaction {
public:
    explicit Transaction(Database& database);
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();

    void commit();

private:
    Database& database_;
    bool open_ = true;
};

/// Runs `step` as one transaction. If it throws, `undo` brings memory back to what is on disk, and the exception goes
/// on. If that fails, too, memory is not to be trusted any more: what is thrown then is not temporary, whatever the
/// cause.
template <typename Step, typename Undo> void in_transaction(Database& database, Step step, Undo undo) {
    try {
        Transaction transaction(database);
        step();
        transaction.commit();
    } catch (const std::exception&) {
        try {
            undo();
        } catch (const DatabaseError& error) {
            throw DatabaseError(SQLITE_INTERNAL,
                                std::string("cannot be read back after a failed write: ") + error.what());
        }
        throw;
    }
}

} // namespace turnout::journal::sqlite
