#include "core/journal/sqlite/lookup.hpp"

#include "core/journal/journal.hpp"
#include "core/journal/sqlite/event_id.hpp"
#include "core/journal/sqlite/parked_row.hpp"
#include "core/journal/sqlite/reader.hpp"
#include "core/journal/sqlite/schema.hpp"

#include <algorithm>

namespace turnout::journal {

namespace {

using namespace sqlite;

/// Nobody sends one message so often within the time that the log is kept.
constexpr int most_batches = 64;

class Search {
public:
    Search(const std::filesystem::path& file, std::string_view id)
        : database_(opened(file)),
          reader_(file, {}),
          bodies_(database_),
          id_(id) {}

    std::vector<StoredEvent> run() {
        std::string hashed;
        put_event_id(hashed, EventIdMaker{Meta{database_}.get("seed")}.message(id_));
        search_log("ids", hashed);
        // Not a message's: perhaps an element's, or that of a message with several.
        if (found_.empty()) search_log("data", id_);
        search_parked();
        return std::move(found_);
    }

private:
    void search_log(const std::string& column, std::string_view bytes) {
        Statement batches(database_, ("SELECT first FROM batches WHERE instr(" + column +
                                      ", ?1) > 0 ORDER BY first DESC LIMIT " + std::to_string(most_batches))
                                         .c_str());
        batches.bind_all(Statement::Blob{bytes});
        Rows rows(batches);
        while (rows.next()) {
            const auto first = batches.natural(0);
            const auto batch = reader_.batch_at(first);
            if (!batch || batch->first() != first) continue; // purged meanwhile
            const auto& events = batch->events();
            for (std::size_t index = 0; index < events.size(); ++index)
                if (is_wanted(events[index])) found_.push_back({first + index, events[index], batch});
        }
    }

    void search_parked() {
        Statement statement(database_,
                            "SELECT " TURNOUT_PARKED_COLUMNS " FROM parked WHERE instr(event, ?1) > 0 ORDER BY number");
        statement.bind_all(Statement::Blob{id_});
        Rows rows(statement);
        while (rows.next()) {
            const auto row = parked_row_of(statement, bodies_).parked;
            if (row.damage.empty() && is_wanted(row.event.event) && !is_known(row.event.event))
                found_.push_back(row.event);
        }
    }

    bool is_wanted(const eventsub::Event& event) const { return event.message_id == id_ || event.element_id == id_; }

    bool is_known(const eventsub::Event& event) const {
        return std::any_of(found_.begin(), found_.end(), [&](const auto& known) {
            return known.event.message_id == event.message_id && known.event.element_id == event.element_id;
        });
    }

    static Database opened(const std::filesystem::path& file) {
        Database database(file, Access::read_only, {});
        const auto version = database.number("PRAGMA user_version");
        if (version != schema_steps().back().to)
            throw JournalError(file.string() + " has schema " + std::to_string(version) + ", this Turnout reads " +
                               std::to_string(schema_steps().back().to) +
                               ": use the version that the host has, or start the host once");
        return database;
    }

    Database database_;
    Reader reader_;
    BodyReader bodies_;
    std::string_view id_;
    std::vector<StoredEvent> found_;
};

} // namespace

std::vector<StoredEvent> look_up(const std::filesystem::path& directory, std::string_view id) {
    const auto file = directory / "journal.db";
    if (!std::filesystem::exists(file))
        throw JournalError("there is no journal in " + directory.string() + ": no host ran with this state.directory");
    try {
        return Search(file, id).run();
    } catch (const DatabaseError& error) {
        cannot_read(file, error.what());
    }
}

} // namespace turnout::journal
