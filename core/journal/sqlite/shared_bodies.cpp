#include "core/journal/sqlite/shared_bodies.hpp"

#include "core/journal/record.hpp"
#include "core/journal/sqlite/event_id.hpp"

namespace turnout::journal::sqlite {

namespace {

constexpr std::size_t known_at_most = 64;

} // namespace

BodyReader::BodyReader(Database& database)
    : find_(database, "SELECT checksum, data FROM parked_bodies WHERE number = ?1") {
}

std::shared_ptr<const std::string> BodyReader::body(std::uint64_t number) {
    const auto found = known_.find(number);
    auto body = found == known_.end() ? nullptr : found->second.lock();
    if (!body) {
        body = load(number);
        if (known_.size() >= known_at_most) std::erase_if(known_, [](const auto& one) { return one.second.expired(); });
        known_[number] = body;
    }
    last_ = body;
    return body;
}

std::shared_ptr<const std::string> BodyReader::load(std::uint64_t number) {
    find_.bind_all(number);
    Rows rows(find_);
    if (!rows.next()) throw BadRecord("the body of its message is gone");
    auto body = std::make_shared<const std::string>(find_.bytes(1));
    if (checksum(*body, 0) != find_.natural(0)) throw BadRecord("the checksum of its message's body is wrong");
    return body;
}

void BodyReader::forget() {
    known_.clear();
    last_.reset();
}

// Only with `body <> 0` SQLite knows that it may use the index.
SharedBodies::SharedBodies(Database& database, Meta& meta)
    : database_(database),
      meta_(meta),
      find_(database, "SELECT number FROM parked_bodies WHERE id = ?1"),
      insert_(database, "INSERT INTO parked_bodies(id, checksum, data) VALUES(?1, ?2, ?3)"),
      size_(database, "SELECT length(data) FROM parked_bodies WHERE number = ?1"),
      used_(database, "SELECT 1 FROM parked WHERE body <> 0 AND body = ?1 LIMIT 1"),
      dead_(database, "SELECT 1 FROM parked WHERE body <> 0 AND body = ?1 AND state = 3 LIMIT 1"),
      remove_(database, "DELETE FROM parked_bodies WHERE number = ?1") {
}

std::uint64_t SharedBodies::keep(const StoredEvent& event) {
    const std::string_view body = event.event.body, last = last_.event.body;
    const bool same = last_number_ != 0 && body.data() == last.data() && body.size() == last.size();
    if (same) return last_number_;
    const std::uint64_t number = find_or_insert(body);
    forget();
    if (!event.owner) return number;
    last_ = event;
    last_number_ = number;
    return number;
}

std::uint64_t SharedBodies::find_or_insert(std::string_view body) {
    std::string id;
    put_event_id(id, EventIdMaker(meta_.get("seed")).mark('b', body));
    {
        find_.bind_all(Statement::Blob{id});
        Rows rows(find_);
        if (rows.next()) return find_.natural(0);
    }
    insert_.bind_all(Statement::Blob{id}, checksum(body, 0), Statement::Blob{body}).run();
    return static_cast<std::uint64_t>(sqlite3_last_insert_rowid(database_.handle()));
}

std::uint64_t SharedBodies::size(std::uint64_t number) {
    size_.bind_all(number);
    Rows rows(size_);
    return rows.next() ? size_.natural(0) : 0;
}

bool SharedBodies::has_dead(std::uint64_t number) {
    dead_.bind_all(number);
    Rows rows(dead_);
    return rows.next();
}

void SharedBodies::release(std::uint64_t number) {
    if (number == 0) return;
    {
        used_.bind_all(number);
        Rows rows(used_);
        if (rows.next()) return;
    }
    remove_.bind_all(number).run();
    if (number == last_number_) forget();
}

void SharedBodies::forget() {
    last_ = {};
    last_number_ = 0;
}

} // namespace turnout::journal::sqlite
