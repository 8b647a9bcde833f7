// Where to look: the runs that may hold what a query asks for.
#pragma once
#include "core/journal/sqlite/database.hpp"
#include "core/journal/sqlite/summary.hpp"

#include <optional>

namespace turnout::journal::sqlite {

/// Goes through the summaries of one kind in one direction. A statement of its own, so that several can be under way.
class SummarySearch {
public:
    enum class Order { rising, falling };

    SummarySearch(Database& database, Order order);

    /// Those that touch [from, to].
    void begin(SummaryKind kind, std::uint64_t from, std::uint64_t to, const SummaryTest& test);

    struct Run {
        std::uint64_t first, last;
    };

    /// The next one that may hold something; nothing: there are no more.
    std::optional<Run> next();
    void end();

private:
    bool may_hold() const;

    Statement statement_;
    const Order order_;
    const SummaryTest* test_ = nullptr;
    std::uint64_t to_ = 0;
};

} // namespace turnout::journal::sqlite
