#include "core/journal/kept_state.hpp"

#include "core/journal/sqlite/state_lock.hpp"
#include "core/journal/sqlite/store.hpp"

#include <map>

namespace turnout::journal {

using namespace sqlite;

namespace {

std::filesystem::path file_in(const std::filesystem::path& directory) {
    auto file = directory / "journal.db";
    if (!std::filesystem::exists(file)) throw JournalError("there is no journal in " + directory.string());
    return file;
}

/// Brings it into the order of a start, as a crash may have left it otherwise.
void recover(const std::filesystem::path& file, const eventsub::Clock& clock) {
    SqliteOptions options;
    options.directory = file.parent_path();
    View view(0, options.max_size);
    const sqlite::Store store(file, options, clock, view);
}

JournalError cannot(const std::string& what, const std::filesystem::path& file, const DatabaseError& error) {
    return JournalError("cannot " + what + " " + file.string() + ": " + error.what());
}

} // namespace

class KeptStates::Store {
public:
    Store(const std::filesystem::path& directory, const eventsub::Clock& clock)
        : file_(file_in(directory)),
          lock_(directory),
          database_((recover(file_, clock), file_), Access::read_write, {}) {
        database_.execute("PRAGMA synchronous = FULL");
    }

    const std::filesystem::path& file() const { return file_; }

    std::vector<KeptState> all() {
        std::map<std::string, KeptState> found;
        Statement state(database_, "SELECT instance, count(*), sum(length(key) + length(value)) FROM plugin_state "
                                   "GROUP BY instance");
        while (state.step()) {
            auto& one = found[std::string(state.bytes(0))];
            one.keys = state.natural(1);
            one.bytes = state.natural(2);
        }
        Statement once(database_, "SELECT instance, count(*) FROM plugin_once GROUP BY instance");
        while (once.step()) found[std::string(once.bytes(0))].once = once.natural(1);
        std::vector<KeptState> sorted;
        for (auto& [instance, one] : found) {
            one.instance = instance;
            sorted.push_back(std::move(one));
        }
        return sorted;
    }

    void forget(const std::string& instance) {
        Transaction transaction(database_);
        for (const char* sql :
             {"DELETE FROM plugin_state WHERE instance = ?1", "DELETE FROM plugin_once WHERE instance = ?1"}) {
            Statement statement(database_, sql);
            statement.bind_all(instance).run();
        }
        transaction.commit();
    }

private:
    const std::filesystem::path file_;
    const StateLock lock_;
    Database database_;
};

KeptStates::KeptStates(const std::filesystem::path& directory, const eventsub::Clock& clock) {
    try {
        store_ = std::make_unique<Store>(directory, clock);
    } catch (const DatabaseError& error) {
        throw cannot("open", directory / "journal.db", error);
    }
}

KeptStates::~KeptStates() = default;

std::vector<KeptState> KeptStates::all() const {
    try {
        return store_->all();
    } catch (const DatabaseError& error) {
        throw cannot("read", store_->file(), error);
    }
}

void KeptStates::forget(const std::string& instance) {
    try {
        store_->forget(instance);
    } catch (const DatabaseError& error) {
        throw cannot("write", store_->file(), error);
    }
}

} // namespace turnout::journal
