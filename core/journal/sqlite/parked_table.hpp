// Parked rows and their counts: what the writer does with them.
#pragma once
#include "core/journal/figures.hpp"
#include "core/journal/sqlite/schema.hpp"
#include "core/journal/sqlite/shared_bodies.hpp"
#include "core/journal/types.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>

namespace turnout::journal::sqlite {

/// What stands beside a copied event; the key and the number of its shared body (0: none) are part of it.
std::uint64_t parked_checksum(const DeliveryKey& key, std::string_view event, std::uint64_t body);

/// Used by the writer's thread, within its transactions. Counts and numbers that were saved but rolled back are undone
/// by reload(). Rows are numbered in the order in which they were parked, and anew when they die (or
/// come alive again); no number is used twice.
class ParkedTable {
public:
    ParkedTable(Database& database, Meta& meta);

    void reload();

    /// Writes the row, or replaces all but the event of the one that is there.
    void put(const DeliveryKey& key, const Parked& parked, eventsub::Time now);
    /// False: there was none.
    bool remove(const DeliveryKey& key);
    /// Stores attempts and times. False: there is no such row.
    bool charge(const DeliveryKey& key, const Parked& parked);
    /// Removes up to `rows` of what is waiting or held on a route; how many.
    std::uint64_t remove_pending(const std::string& route, std::uint64_t rows);

    /// False: no dead letter has that number.
    bool drop_dead(std::uint64_t number);
    /// A dead letter becomes a waiting row of `route` (empty: of its own), if `may_wait` says nothing against it. What
    /// speaks against it; empty if it is done, and `route` is where it waits.
    std::string replay_dead(std::uint64_t number, std::string& route, std::uint32_t replay, eventsub::Time now,
                            const std::function<std::string(const Parked&, const std::string& route)>& objection);
    void replay_event(const StoredEvent& event, const std::string& route, std::uint32_t replay, eventsub::Time now);

    /// The newest row's number.
    std::uint64_t last_number() const { return number_; }

    struct DeadLetters {
        std::uint64_t number = 0, bytes = 0; ///< bytes: of their events
    };

    DeadLetters dead_letters() const;

    struct DeadLimits {
        eventsub::Time died_before;
        std::uint64_t number, bytes;
    };

    /// Ends a few of the oldest dead letters that are over the limits.
    Expired expire_dead(const DeadLimits& limits);
    /// What is parked on `from` is parked on `to`, in the same order; but a dead letter for which `to` has a row
    /// already stays, and one of `to` changes places with what still waits.
    void rename(const std::string& from, const std::string& to);

    /// Writes the counts that changed.
    void save();

    using CountsByRoute = std::map<std::string, Counts>;

    const CountsByRoute& counts() const { return counts_; }

    bool counts_changed() const { return counts_changed_; }

    void counts_published() { counts_changed_ = false; }

private:
    struct Found {
        std::uint64_t number;
        ParkedState state;
        std::uint64_t bytes; ///< of its event, without a shared body
        std::uint64_t body;  ///< the number of that; 0: none
    };

    std::optional<Found> find(const DeliveryKey& key);
    void update(const Found& found, const Parked& parked, eventsub::Time now);
    void insert(const DeliveryKey& key, const Parked& parked, eventsub::Time now);
    void remove(const std::string& route, const Found& found);
    std::uint64_t next_number();
    void count(const std::string& route, ParkedState state, int change);
    /// What a row that is no dead letter would add to their bytes. A body that several of them share counts once.
    std::uint64_t weight(const Found& found);

    Database& database_;
    Meta& meta_;
    SharedBodies bodies_;
    BodyReader reader_;
    Statement find_, insert_, update_, renumber_, charge_, remove_, pending_, dead_, oldest_dead_, save_count_;
    CountsByRoute counts_;
    std::uint64_t number_ = 0; ///< the newest row's
    bool number_changed_ = false;
    std::uint64_t dead_bytes_ = 0;
    std::set<std::string> unsaved_; ///< routes whose counts changed
    bool counts_changed_ = true;
};

} // namespace turnout::journal::sqlite
