// What one commit does for plugins.
#include "core/journal/sqlite/store.hpp"
#include "core/journal/sqlite/store_group.hpp"

namespace turnout::journal::sqlite {

namespace {

eventsub::Event to_event(const DerivedEvent& derived) {
    eventsub::Event event;
    event.kind = eventsub::Kind::emitted;
    event.message_id = derived.message_id;
    event.type = derived.type;
    event.version = derived.version;
    event.status = "enabled";
    event.broadcaster_id = derived.broadcaster_id;
    event.sent = derived.created;
    event.accepted = derived.created;
    event.body = derived.body;
    return event;
}

} // namespace

void Store::apply(const StateWork& work) {
    for (const StateWrite& write : *work.writes) states_.write(work.instance, write);
}

void Store::apply(OnceWork& work) {
    work.result = states_.begin(work.instance, work.key, clock_.now(), work.time_to_live, work.most);
}

void Store::add(const Additions& additions, Group& group) {
    for (const StateWrite& write : additions.writes) states_.write(additions.instance, write);
    for (const OnceDone& done : additions.done_once) states_.finish(additions.instance, done, clock_.now());
    for (const DerivedEvent& derived : additions.events) {
        const EventId id = duplicates_.maker().message(derived.message_id);
        if (duplicates_.known(id)) continue;
        // The outcome cannot be refused: it is tried again when a segment has made room.
        if (duplicates_.room() == 0) throw DatabaseError(SQLITE_FULL, "no room for the id of a derived event");
        duplicates_.add(id);
        group.add(to_event(derived), {}, {&id, 1});
    }
}

bool Store::forget_once() {
    bool some = false;
    in_transaction(
        database_, [&] { some = states_.purge(clock_.now()); }, [this] { states_.roll_back(); });
    if (!some) return false;
    states_.save();
    publish();
    return true;
}

} // namespace turnout::journal::sqlite
