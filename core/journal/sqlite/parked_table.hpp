// Parked rows and their counts: what the writer does with them.
#pragma once
#include "core/journal/sqlite/schema.hpp"
#include "core/journal/types.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace turnout::journal::sqlite {

/// What stands beside a copied event; the key is part of it.
std::uint64_t parked_checksum(const DeliveryKey& key, std::string_view event);

/// Used by the writer's thread, within its transactions. Counts and numbers that were saved but rolled back are undone
/// by reload(). Rows are numbered in the order in which they were parked, and anew when they die (or
/// come alive again); no number is used twice.
class ParkedTable {
public:
    ParkedTable(Database& database, Meta& meta);

    void reload();

    /// Writes the row, or replaces all but the event of the one that is there.
    void put(const DeliveryKey& key, const Parked& parked);
    /// False: there was none.
    bool remove(const DeliveryKey& key);
    /// Stores attempts and times. False: there is no such row.
    bool charge(const DeliveryKey& key, const Parked& parked);
    /// What is parked on `from` is parked on `to`, in the same order; but a dead letter for which `to` has a row
    /// already stays, and one of `to` changes places with what still waits.
    void rename(const std::string& from, const std::string& to);
    /// Removes what is waiting or held on a route.
    void remove_pending(const std::string& route);

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
    };

    std::optional<Found> find(const DeliveryKey& key);
    void update(const Found& found, const Parked& parked);
    void insert(const DeliveryKey& key, const Parked& parked);
    std::uint64_t next_number();
    void count(const std::string& route, ParkedState state, int change);

    Database& database_;
    Meta& meta_;
    Statement find_, insert_, update_, renumber_, charge_, remove_, remove_pending_, save_count_;
    CountsByRoute counts_;
    std::uint64_t number_ = 0; ///< the newest row's
    bool number_changed_ = false;
    std::set<std::string> unsaved_; ///< routes whose counts changed
    bool counts_changed_ = true;
};

} // namespace turnout::journal::sqlite
