// What a gate does with one connection: read, check, hand out, refuse, flush, close.
#include "core/http/gate/gate.hpp"

#include <cerrno>
#include <new>
#include <sys/socket.h>

namespace turnout::http {
namespace {

constexpr std::size_t discard_limit = std::size_t{256} * 1024;
constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";

} // namespace

// The owner is the gate. Does what the connection waits for until the socket has nothing more, or it is handed out or
// gone.
void Gate::advance(Connection& connection) noexcept {
    if (!connection.out.empty() && !flush(connection)) return;
    if (connection.closing) return discard(connection);
    try {
        read_on(connection);
    } catch (const std::bad_alloc&) { // nothing that allocates comes after a destroy() or a hand_out()
        counters_.out_of_memory.fetch_add(1, std::memory_order_relaxed);
        destroy(connection);
    }
}

void Gate::read_on(Connection& connection) {
    if (!connection.reader && !connection.pending.empty()) { // pipelined
        const std::string input = std::exchange(connection.pending, {});
        if (!consume(connection, input)) return;
    }
    for (;;) {
        const ssize_t n = ::recv(connection.fd, scratch_.data(), scratch_.size(), 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) {
            connection.more = false;
            return;
        }
        if (n <= 0) return destroy(connection); // end, or reset; a request that is cut short is nobody's request
        if (n == static_cast<ssize_t>(scratch_.size())) connection.more = true;
        const std::string_view fresh(scratch_.data(), static_cast<std::size_t>(n));
        if (connection.pending.empty()) {
            if (!consume(connection, fresh)) return;
        } else {
            const std::string input = std::exchange(connection.pending, {}).append(fresh);
            if (!consume(connection, input)) return;
        }
        if (!connection.more) return; // a short read: the next byte makes a new edge
    }
}

bool Gate::consume(Connection& connection, std::string_view input) {
    if (draining_) {
        refuse(connection, 503, "shutting down");
        return false;
    }
    if (!connection.reader) {
        connection.reader.emplace(bounds_.apply_to(options_.limits));
        connection.deadline = now_ + bounds_.request_time();
    }
    RequestReader& reader = *connection.reader;
    const std::size_t used = reader.feed(input);
    if (reader.refused() != 0) {
        refuse(connection, reader.refused(), reader.reason());
        return false;
    }
    connection.pending.assign(input.substr(used));
    if (reader.complete()) {
        hand_out(connection);
        return false;
    }
    if (reader.wants_continue()) {
        reader.continued();
        [[maybe_unused]] const auto n = ::send(connection.fd, go_on.data(), go_on.size(), MSG_NOSIGNAL);
    }
    recount(connection, reader.memory() + connection.pending.capacity());
    if (held_.load(std::memory_order_relaxed) <= bounds_.max_held() || make_room(connection)) return true;
    refuse(connection, 503, "out of buffers");
    return false;
}

void Gate::hand_out(Connection& connection) {
    connection.request = connection.reader->take();
    connection.reader.reset();
    recount(connection, connection.request.memory() + connection.pending.capacity());
    counters_.requests.fetch_add(1, std::memory_order_relaxed);
    make_youngest(connection);
    connection.owner.store(Owner::out, std::memory_order_relaxed); // published by what carries the Exchange on
    ready_.push(connection);
}

void Gate::refuse(Connection& connection, int status, const char* reason) noexcept {
    counters_.refused.fetch_add(1, std::memory_order_relaxed);
    if (observer_ != nullptr) observer_->refused(status, reason, connection.peer);
    connection.reader.reset();
    connection.pending = std::string();
    recount(connection, 0);
    try {
        connection.out = refusal(status, reason).bytes(false);
    } catch (const std::bad_alloc&) {
        counters_.out_of_memory.fetch_add(1, std::memory_order_relaxed);
        return destroy(connection);
    }
    connection.closing = true;
    connection.deadline = now_ + options_.linger_time;
    if (flush(connection)) discard(connection);
}

bool Gate::flush(Connection& connection) noexcept {
    std::string_view left = connection.out;
    while (!left.empty()) {
        const ssize_t n = ::send(connection.fd, left.data(), left.size(), MSG_NOSIGNAL);
        if (n >= 0)
            left.remove_prefix(static_cast<std::size_t>(n));
        else if (errno == EAGAIN) { // EPOLLOUT will come
            connection.out.erase(0, connection.out.size() - left.size());
            return false;
        } else if (errno != EINTR) {
            destroy(connection);
            return false;
        }
    }
    connection.out = std::string();
    connection.deadline = now_ + (connection.closing ? options_.linger_time : bounds_.idle_time());
    if (connection.closing) ::shutdown(connection.fd, SHUT_WR);
    return true;
}

// Reads away what the client still sends, so that closing does not reset the connection before it has read the answer.
void Gate::discard(Connection& connection) noexcept {
    for (;;) {
        const ssize_t n = ::recv(connection.fd, scratch_.data(), scratch_.size(), 0);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0 && errno == EAGAIN) return;
        if (n <= 0) return destroy(connection);
        connection.discarded += static_cast<std::size_t>(n);
        if (connection.discarded > discard_limit) return destroy(connection);
    }
}

void Gate::destroy(Connection& connection) noexcept {
    recount(connection, 0);
    unlink(connection);
    const std::size_t at = connection.index;
    if (at + 1 != table_.size()) {
        std::swap(table_[at], table_.back());
        table_[at]->index = at;
    }
    table_.pop_back();
    open_.store(table_.size(), std::memory_order_relaxed);
}

void Gate::recount(Connection& connection, std::size_t held) noexcept {
    held_.fetch_add(held - connection.held, std::memory_order_relaxed); // modulo 2^64: a smaller count subtracts
    connection.held = held;
}

void Gate::make_youngest(Connection& connection) noexcept {
    connection.since = now_;
    if (youngest_ != &connection) {
        unlink(connection);
        connection.older = youngest_;
        (youngest_ == nullptr ? oldest_ : youngest_->younger) = &connection;
        youngest_ = &connection;
    }
    publish_oldest();
}

void Gate::unlink(Connection& connection) noexcept {
    const bool linked = connection.older != nullptr || connection.younger != nullptr || oldest_ == &connection;
    if (!linked) return;
    (connection.older == nullptr ? oldest_ : connection.older->younger) = connection.younger;
    (connection.younger == nullptr ? youngest_ : connection.younger->older) = connection.older;
    connection.older = connection.younger = nullptr;
    publish_oldest();
}

void Gate::publish_oldest() noexcept {
    oldest_since_.store(oldest_ == nullptr ? SteadyTime::max() : oldest_->since, std::memory_order_relaxed);
}

} // namespace turnout::http
