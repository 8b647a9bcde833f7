#include "tests/unit/journal/conformance.hpp"
#include "tests/unit/journal/sqlite_engine.hpp"

TYPE_TO_STRING(turnout::test::SqliteEngine);
TYPE_TO_STRING(turnout::test::QuickSqliteEngine);

namespace turnout::test {

TURNOUT_JOURNAL_CONFORMANCE(SqliteEngine);
TURNOUT_JOURNAL_MODEL_CONFORMANCE(QuickSqliteEngine);

} // namespace turnout::test
