// Bodies of batched messages: each once, for all parked rows of its elements.
#pragma once
#include "core/journal/sqlite/schema.hpp"
#include "core/journal/types.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

namespace turnout::journal::sqlite {

/// Whether parked rows of that event share its body. Others have a copy of their own.
inline bool shares_body(const eventsub::Event& event) {
    return !event.element_id.empty();
}

/// Reads them. Rows that are read at about the same time get the same memory.
class BodyReader {
public:
    explicit BodyReader(Database& database);

    /// Throws BadRecord: it is not there, or damaged.
    std::shared_ptr<const std::string> body(std::uint64_t number);
    /// What was read may not have been committed.
    void forget();

private:
    std::shared_ptr<const std::string> load(std::uint64_t number);

    Statement find_;
    std::unordered_map<std::uint64_t, std::weak_ptr<const std::string>> known_;
    std::shared_ptr<const std::string> last_;
};

/// The writer's side, within its transactions. A body goes with the last row that refers to it: which rows do is asked
/// of the table, so there is no count that could be wrong.
class SharedBodies {
public:
    SharedBodies(Database& database, Meta& meta);

    /// The number of the event's body, which is stored unless it is there.
    std::uint64_t keep(const StoredEvent& event);
    std::uint64_t size(std::uint64_t number);
    /// Whether a dead letter refers to it.
    bool has_dead(std::uint64_t number);
    /// A row that referred to it was removed.
    void release(std::uint64_t number);
    /// Lets go of the memory of events.
    void forget();

private:
    std::uint64_t find_or_insert(std::string_view body);

    Database& database_;
    Meta& meta_;
    Statement find_, insert_, size_, used_, dead_, remove_;
    StoredEvent last_; ///< its owner keeps the address of its body from being used again
    std::uint64_t last_number_ = 0;
};

} // namespace turnout::journal::sqlite
