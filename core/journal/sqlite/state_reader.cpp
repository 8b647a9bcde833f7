#include "core/journal/sqlite/state_reader.hpp"

#include "core/journal/journal.hpp"
#include "core/journal/sqlite/state_table.hpp"

#include <algorithm>

namespace turnout::journal::sqlite {

namespace {

JournalError cannot_read(const std::filesystem::path& file, const std::string& why) {
    return JournalError("cannot read the state of plugins in " + file.string() + ": " + why);
}

} // namespace

StateReader::StateReader(const std::filesystem::path& file, const std::string& vfs)
    : file_(file),
      database_(file, Access::read_only, vfs),
      value_(database_, "SELECT checksum, value FROM plugin_state WHERE instance = ?1 AND key = ?2"),
      entries_(database_,
               "SELECT key, checksum, value FROM plugin_state WHERE instance = ?1 AND key >= ?2 AND key > ?3 "
               "ORDER BY key LIMIT ?4") {
    database_.execute("PRAGMA query_only = 1; PRAGMA mmap_size = 0");
}

std::string StateReader::checked(const std::string& instance, std::string_view key, std::uint64_t sum,
                                 std::string_view value) const {
    if (state_checksum(instance, key, value) != sum) throw cannot_read(file_, "a value of " + instance + " is damaged");
    return std::string(value);
}

std::optional<std::string> StateReader::value(const std::string& instance, const std::string& key) {
    const std::lock_guard lock(mutex_);
    try {
        value_.bind_all(instance, Statement::Blob{key});
        Rows rows(value_);
        if (!rows.next()) return std::nullopt;
        return checked(instance, key, value_.natural(0), value_.bytes(1));
    } catch (const DatabaseError& error) {
        throw cannot_read(file_, error.what());
    }
}

StateReader::Page StateReader::entries(const std::string& instance, const std::string& prefix, const std::string& after,
                                       std::size_t count, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    Page page;
    std::vector<StateEntry>& found = page.entries;
    try {
        entries_.bind_all(instance, Statement::Blob{prefix}, Statement::Blob{after}, std::uint64_t{count});
        Rows rows(entries_);
        std::size_t size = 0;
        while (rows.next()) {
            const std::string_view key = entries_.bytes(0);
            if (!key.starts_with(prefix)) break;
            size += key.size() + entries_.bytes(2).size();
            page.more = !found.empty() && size > bytes;
            if (page.more) break;
            found.push_back({std::string(key), checked(instance, key, entries_.natural(1), entries_.bytes(2))});
        }
    } catch (const DatabaseError& error) {
        throw cannot_read(file_, error.what());
    }
    page.more = page.more || found.size() == count;
    return page;
}

} // namespace turnout::journal::sqlite
