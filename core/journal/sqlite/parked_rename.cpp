// Parked rows of a route that got another name. The route is part of their checksum, and of what searches know of the
// numbers of rows: both are made anew.
#include "core/journal/sqlite/parked_table.hpp"

#include <cstdint>
#include <vector>

namespace turnout::journal::sqlite {

namespace {

constexpr int page = 64;

struct Row {
    std::uint64_t number = 0;
    DeliveryKey key;
    ParkedState state = ParkedState::waiting;
    std::uint64_t checksum = 0;
    std::string event;
    std::uint64_t body = 0;
};

Row row_of(const Statement& statement) {
    return {statement.natural(0),
            {std::string(statement.bytes(1)), statement.natural(2), static_cast<std::uint32_t>(statement.number(3))},
            static_cast<ParkedState>(statement.number(4)),
            statement.natural(5),
            std::string(statement.bytes(6)),
            statement.natural(7)};
}

/// What is damaged stays damaged.
std::uint64_t checksum_under(const Row& row, const std::string& route) {
    const auto fresh = parked_checksum({route, row.key.sequence, row.key.replay}, row.event, row.body);
    return row.checksum == parked_checksum(row.key, row.event, row.body) ? fresh : ~fresh;
}

} // namespace

void ParkedTable::rename(const std::string& from, const std::string& to) {
    constexpr const char* columns = "SELECT number, route, sequence, replay, state, checksum, event, body FROM parked ";
    // Along the table: the index by route would be sorted anew for every page.
    Statement next(database_, (std::string(columns) + "WHERE number > ?2 AND number <= ?3 AND +route = ?1 "
                                                      "ORDER BY number LIMIT ?4")
                                  .c_str());
    Statement one(database_, (std::string(columns) + "WHERE number = ?1").c_str());
    Statement move(database_, "UPDATE parked SET number = ?2, route = ?3, checksum = ?4 WHERE number = ?1");
    const auto give = [&](const Row& row, const std::string& route) {
        move.bind_all(row.number, next_number(), route, checksum_under(row, route)).run();
        count(row.key.route, row.state, -1);
        count(route, row.state, 1);
    };
    const auto newest = number_;
    for (std::uint64_t after = 0;;) {
        std::vector<Row> rows;
        {
            next.bind_all(from, after, newest, page);
            Rows found(next);
            while (found.next()) rows.push_back(row_of(next));
        }
        if (rows.empty()) return;
        after = rows.back().number;
        for (const Row& row : rows) {
            const auto other = find({to, row.key.sequence, row.key.replay});
            if (!other) {
                give(row, to);
                continue;
            }
            if (row.state == ParkedState::dead) continue;
            one.bind_all(other->number);
            Row theirs;
            {
                Rows found(one);
                found.next();
                theirs = row_of(one);
            }
            // No two rows have the same key at any time: theirs waits at a place of its own.
            move.bind_all(theirs.number, theirs.number, "", theirs.checksum).run();
            give(row, to);
            give(theirs, from);
        }
    }
}

} // namespace turnout::journal::sqlite
