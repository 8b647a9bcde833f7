// Events and parked rows as people look for them, over a read-only connection of its own.
#pragma once
#include "core/journal/query.hpp"
#include "core/journal/sqlite/database.hpp"
#include "core/journal/sqlite/view.hpp"

#include <mutex>

namespace turnout::journal::sqlite {

/// Any thread; calls wait for each other, a count lets others in between. They throw JournalError.
class Finder {
public:
    Finder(const std::filesystem::path& file, const std::string& vfs, const View& view);

    std::vector<StoredEvent> find(const EventQuery& query);
    std::vector<ParkedRow> find_parked(const ParkedQuery& query);
    std::uint64_t count_parked(const ParkedQuery& query);

private:
    template <typename Step> auto reading(Step step);
    void collect(const EventQuery& query, std::vector<StoredEvent>& found);
    void collect_numbers(const ParkedQuery& query, std::vector<ParkedRow>& found);
    std::uint64_t counted(const ParkedQuery& query) const;

    std::filesystem::path file_;
    const View& view_;
    std::mutex mutex_;
    Database database_;
    Statement batches_, row_, rows_;
};

} // namespace turnout::journal::sqlite
