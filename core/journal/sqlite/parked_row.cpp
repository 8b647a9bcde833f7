#include "core/journal/sqlite/parked_row.hpp"

#include "core/journal/journal.hpp"
#include "core/journal/record.hpp"
#include "core/journal/sqlite/parked_table.hpp"

namespace turnout::journal::sqlite {

namespace {

eventsub::Time time_at(const Statement& row, int column) {
    return eventsub::Time(eventsub::Duration(row.number(column)));
}

/// What an event of a parked row points into.
struct Copy {
    std::string record;
    std::shared_ptr<const std::string> body; ///< a shared one; else null
};

void read_event(const Statement& statement, BodyReader& bodies, Parked& row) {
    const auto copy = std::make_shared<Copy>(Copy{std::string(statement.bytes(15)), nullptr});
    const std::uint64_t body = statement.natural(16);
    row.event.sequence = row.key.sequence;
    if (parked_checksum(row.key, copy->record, body) != statement.natural(14)) {
        row.damage = "its checksum is wrong";
        return;
    }
    try {
        auto events = decode_records(copy->record);
        if (events.size() != 1) throw BadRecord("it holds " + std::to_string(events.size()) + " events");
        if (body != 0) {
            copy->body = bodies.body(body);
            events.front().body = *copy->body;
        }
        row.event = {row.key.sequence, events.front(), copy};
    } catch (const BadRecord& error) {
        row.damage = error.what();
    }
}

} // namespace

ParkedRow parked_row_of(const Statement& statement, BodyReader& bodies) {
    ParkedRow found;
    found.number = statement.natural(0);
    Parked& row = found.parked;
    row.key = {std::string(statement.bytes(1)), statement.natural(2), static_cast<std::uint32_t>(statement.number(3))};
    row.state = static_cast<ParkedState>(statement.number(4));
    row.attempts = static_cast<std::uint32_t>(statement.number(5));
    row.first_attempt = time_at(statement, 6);
    row.last_attempt = time_at(statement, 7);
    row.next_attempt = time_at(statement, 8);
    row.ordering_key = statement.bytes(9);
    row.verdict = statement.bytes(10);
    row.reason = statement.bytes(11);
    row.plugin_id = statement.bytes(12);
    row.plugin_version = statement.bytes(13);
    read_event(statement, bodies, row);
    return found;
}

void cannot_read(const std::filesystem::path& file, const std::string& why) {
    throw JournalError("cannot read " + file.string() + ": " + why +
                       "; restore the state directory from a backup, or move it away to begin anew");
}

} // namespace turnout::journal::sqlite
