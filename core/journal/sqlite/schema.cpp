#include "core/journal/sqlite/schema.hpp"

#include "core/journal/journal.hpp"

#include <array>

namespace turnout::journal::sqlite {

namespace {

// `ids` stands before `data`, so that ids are read without the pages that hold the events.
constexpr const char* version_1 = R"sql(
CREATE TABLE meta(
    key TEXT PRIMARY KEY,
    value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE batches(
    first INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    ids BLOB NOT NULL,
    data BLOB NOT NULL);
CREATE TABLE host_ids(
    sequence INTEGER PRIMARY KEY,
    id BLOB NOT NULL);
CREATE TABLE segments(
    number INTEGER PRIMARY KEY,
    newest INTEGER NOT NULL,
    bits INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    filter BLOB NOT NULL);
CREATE TABLE segment_ids(
    slot INTEGER PRIMARY KEY,
    ids BLOB NOT NULL);
CREATE TABLE cursors(
    route TEXT PRIMARY KEY,
    settled_to INTEGER NOT NULL,
    settled_above BLOB NOT NULL,
    mark INTEGER NOT NULL,
    suspects_to INTEGER NOT NULL,
    retired_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE parked(
    number INTEGER PRIMARY KEY,
    route TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    replay INTEGER NOT NULL,
    state INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    first_attempt INTEGER NOT NULL,
    last_attempt INTEGER NOT NULL,
    next_attempt INTEGER NOT NULL,
    ordering_key TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    plugin_id TEXT NOT NULL,
    plugin_version TEXT NOT NULL,
    checksum INTEGER NOT NULL,
    event BLOB NOT NULL);
CREATE UNIQUE INDEX parked_key ON parked(route, sequence, replay);
CREATE INDEX parked_due ON parked(route, state, next_attempt, sequence, replay);
CREATE TABLE counts(
    route TEXT NOT NULL,
    state INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY(route, state)) WITHOUT ROWID;
)sql";

constexpr const char* version_2 = R"sql(
CREATE TABLE plugin_state(
    instance TEXT NOT NULL,
    key BLOB NOT NULL,
    checksum INTEGER NOT NULL,
    value BLOB NOT NULL,
    PRIMARY KEY(instance, key)) WITHOUT ROWID;
CREATE TABLE plugin_once(
    instance TEXT NOT NULL,
    key BLOB NOT NULL,
    state INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    PRIMARY KEY(instance, key)) WITHOUT ROWID;
CREATE INDEX plugin_once_expires ON plugin_once(expires);
)sql";

// `start` of cursors: what was stored before the route was there. `died` of parked rows: when; for older ones the best
// that is known. The partial indexes serve what would otherwise look at a million rows: the oldest dead letters, the
// keys that are blocked by waiting rows, and the attempts that had begun when the host ended.
constexpr const char* version_3 = R"sql(
ALTER TABLE cursors ADD COLUMN start INTEGER NOT NULL DEFAULT 0;
ALTER TABLE parked ADD COLUMN died INTEGER NOT NULL DEFAULT 0;
UPDATE parked SET died = CASE WHEN last_attempt > 0 THEN last_attempt
    ELSE CAST(strftime('%s', 'now') AS INTEGER) * 1000000000 END WHERE state = 3;
CREATE INDEX parked_dead ON parked(number, died) WHERE state = 3;
CREATE INDEX parked_keys ON parked(route, ordering_key) WHERE state = 1 AND (replay = 0 OR attempts <> 0);
CREATE INDEX parked_begun ON parked(route, number)
    WHERE state = 1 AND attempts <> 0 AND last_attempt >= next_attempt;
INSERT INTO meta(key, value) SELECT 'dead_bytes', coalesce(sum(length(event)), 0) FROM parked WHERE state = 3;
CREATE TABLE progress_history(
    route TEXT NOT NULL,
    settled_to INTEGER NOT NULL,
    samples BLOB NOT NULL,
    PRIMARY KEY(route, settled_to)) WITHOUT ROWID;
CREATE TABLE summaries(
    slot INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL,
    earliest INTEGER NOT NULL,
    latest INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    types BLOB NOT NULL,
    filter BLOB NOT NULL);
)sql";

// Bodies that the rows of a batch's elements share. Rows of before keep a whole copy each: their `body` is 0.
constexpr const char* version_4 = R"sql(
CREATE TABLE parked_bodies(
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id BLOB NOT NULL,
    checksum INTEGER NOT NULL,
    data BLOB NOT NULL);
CREATE UNIQUE INDEX parked_bodies_id ON parked_bodies(id);
ALTER TABLE parked ADD COLUMN body INTEGER NOT NULL DEFAULT 0;
CREATE INDEX parked_body ON parked(body, state) WHERE body <> 0;
)sql";

// The oldest of a million rows that wait.
constexpr const char* version_5 = R"sql(
CREATE INDEX parked_pending ON parked(route, sequence) WHERE state IN (1, 2);
)sql";

constexpr std::array steps{MigrationStep{1, version_1}, MigrationStep{2, version_2}, MigrationStep{3, version_3},
                           MigrationStep{4, version_4}, MigrationStep{5, version_5}};

void set_pragma(Database& database, const char* name, int value) {
    database.execute(("PRAGMA " + std::string(name) + " = " + std::to_string(value)).c_str());
}

} // namespace

std::span<const MigrationStep> schema_steps() {
    return steps;
}

void migrate(Database& database, std::span<const MigrationStep> all, const std::filesystem::path& file) {
    const auto id = database.number("PRAGMA application_id");
    const auto tables = database.number("SELECT count(*) FROM sqlite_schema");
    if (id != application_id && (id != 0 || tables != 0))
        throw JournalError(file.string() + " is not a journal of Turnout: set state.directory to another directory, or "
                                           "move the file away");
    const auto version = database.number("PRAGMA user_version");
    const int newest = all.empty() ? 0 : all.back().to;
    if (version > newest)
        throw JournalError(file.string() + " was written by a newer Turnout (schema " + std::to_string(version) +
                           ", this one knows " + std::to_string(newest) +
                           "): start that version, or set state.directory to another directory");
    for (const MigrationStep& step : all) {
        if (step.to <= version) continue;
        Transaction transaction(database);
        database.execute(step.sql);
        set_pragma(database, "application_id", application_id);
        set_pragma(database, "user_version", step.to);
        transaction.commit();
    }
}

Meta::Meta(Database& database)
    : get_(database, "SELECT value FROM meta WHERE key = ?1"),
      set_(database, "INSERT INTO meta(key, value) VALUES(?1, ?2) "
                     "ON CONFLICT(key) DO UPDATE SET value = excluded.value") {
}

std::uint64_t Meta::get(std::string_view key, std::uint64_t otherwise) {
    get_.bind_all(key);
    Rows rows(get_);
    return rows.next() ? get_.natural(0) : otherwise;
}

void Meta::set(std::string_view key, std::uint64_t value) {
    set_.bind_all(key, value).run();
}

} // namespace turnout::journal::sqlite
