// The tables, and how older ones become the present ones.
#pragma once
#include "core/journal/sqlite/database.hpp"

#include <span>

namespace turnout::journal::sqlite {

/// SQL that leads from schema version `to - 1` to `to`. Steps are never changed once released, only added.
struct MigrationStep {
    int to;
    const char* sql;
};

/// "Turn"; tells our files from other SQLite databases.
inline constexpr int application_id = 0x5475726e;

/// All steps of this version of Turnout, in order from 1.
std::span<const MigrationStep> schema_steps();

/// Brings the database to the last of `steps`, each step in a transaction of its own. An empty file is version 0.
/// Throws JournalError for a file of another program or of a newer Turnout; DatabaseError.
void migrate(Database& database, std::span<const MigrationStep> all, const std::filesystem::path& file);

/// Small values that belong to the whole database.
class Meta {
public:
    explicit Meta(Database& database);

    std::uint64_t get(std::string_view key, std::uint64_t otherwise = 0);
    void set(std::string_view key, std::uint64_t value);

private:
    Statement get_, set_;
};

} // namespace turnout::journal::sqlite
