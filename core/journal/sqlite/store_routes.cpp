// What becomes of cursors that an operator changes.
#include "core/journal/sqlite/store.hpp"

namespace turnout::journal::sqlite {

void Store::apply(CursorWork& work) {
    work.changed = false;
    CursorState* cursor = cursors_.find(work.route);
    if (cursor == nullptr) return;
    if (work.action == CursorWork::Action::rename) {
        if (cursors_.find(work.to) != nullptr) return;
        parked_.rename(work.route, work.to);
        cursors_.rename(work.route, work.to);
    } else {
        cursors_.pause(work.route, work.action == CursorWork::Action::pause);
    }
    work.changed = true;
}

} // namespace turnout::journal::sqlite
