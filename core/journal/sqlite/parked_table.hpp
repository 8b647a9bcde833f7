// Parked rows and their counts: what the writer does with them.
#pragma once
#include "core/journal/sqlite/database.hpp"
#include "core/journal/types.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace turnout::journal::sqlite {

/// What stands beside a copied event; the key is part of it.
std::uint64_t parked_checksum(const DeliveryKey& key, std::string_view event);

/// Used by the writer's thread, within its transactions. Counts that were saved but rolled back are undone by reload().
class ParkedTable {
public:
    explicit ParkedTable(Database& database);

    void reload();

    /// Writes the row, or replaces all but the event of the one that is there.
    void put(const DeliveryKey& key, const Parked& parked);
    /// False: there was none.
    bool remove(const DeliveryKey& key);
    /// Stores attempts and times. False: there is no such row.
    bool charge(const DeliveryKey& key, const Parked& parked);
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
        std::int64_t number;
        ParkedState state;
    };

    std::optional<Found> find(const DeliveryKey& key);
    void count(const std::string& route, ParkedState state, int change);

    Database& database_;
    Statement find_, insert_, update_, charge_, remove_, remove_pending_, save_count_;
    CountsByRoute counts_;
    std::set<std::string> unsaved_; ///< routes whose counts changed
    bool counts_changed_ = true;
};

} // namespace turnout::journal::sqlite
