// How connections come into a gate, and who makes room for them.
#include "core/http/gate/gate.hpp"

#include <cerrno>
#include <new>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace turnout::http {
namespace {

constexpr int accepts_at_once = 64, looks_before_eviction = 16;
constexpr int most_rounds = 64; // as many as the backlog holds

bool has_unread(int descriptor) {
    char byte = 0;
    return ::recv(descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 1;
}

} // namespace

// If it cannot be switched on (no memory in the kernel), the next sweep tries again.
void Gate::listen(bool on) noexcept {
    if (on == listening_) return;
    epoll_event event{EPOLLIN | EPOLLEXCLUSIVE, {.ptr = this}};
    const bool done = ::epoll_ctl(epoll_, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, listener_->descriptor(), &event) == 0;
    listening_ = on && done;
}

std::size_t Gate::connections_of_all() const {
    if (siblings_.empty()) return connections();
    std::size_t all = 0;
    for (const Gate* gate : siblings_) all += gate->connections();
    return all;
}

// True: there may be more.
bool Gate::accept_some() noexcept {
    for (int i = 0; i < accepts_at_once; ++i) {
        Peer peer;
        const int descriptor =
            ::accept4(listener_->descriptor(), peer.data(), &peer.size(), SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor < 0) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (errno == EAGAIN) return false;
            if (evict()) continue; // out of descriptors or memory: make room as at the limit
            listen(false);         // else the level-triggered listener would spin; the next sweep tries again
            return false;
        }
        counters_.accepted.fetch_add(1, std::memory_order_relaxed);
        try {
            admit(descriptor, peer);
        } catch (const std::bad_alloc&) {
            counters_.out_of_memory.fetch_add(1, std::memory_order_relaxed);
            ::close(descriptor);
        }
    }
    return true;
}

void Gate::follow_listener() noexcept {
    follows_.store(true);
    wake();
}

// The last gate that lets the old one go closes it. Until then others may accept from it as well; what is left is
// accepted first, so that only who comes between the last look and the end is refused.
void Gate::change_listener() noexcept {
    while (auto next = listener_->next()) {
        for (int rounds = most_rounds; rounds > 0 && accept_some(); --rounds) {
        }
        const bool on = listening_ || !draining_;
        listen(false);
        listener_ = std::move(next);
        listen(on);
    }
}

// Throws only before the descriptor has an owner.
void Gate::admit(int descriptor, const Peer& peer) {
    auto connection = std::make_unique<Connection>(descriptor, peer);
    // While they drain, a sibling that has nothing left does not look into its mailbox any more.
    Gate* gate = draining_ ? this : receiver();
    if (gate == this) return adopt(std::move(connection));
    connection->newcomer = true;
    gate->mailbox_.post(*connection.release());
}

// At the limit the gate whose connection is to be closed for the newcomer, else the one that has fewest.
Gate* Gate::receiver() {
    Gate* found = this;
    if (connections_of_all() >= bounds_.max_connections()) {
        for (Gate* gate : siblings_)
            if (gate->oldest_since_.load(std::memory_order_relaxed) <
                found->oldest_since_.load(std::memory_order_relaxed))
                found = gate;
        return found;
    }
    for (Gate* gate : siblings_)
        if (gate->connections() < found->connections()) found = gate;
    return found->connections() + 1 >= connections() ? this : found;
}

void Gate::adopt(std::unique_ptr<Connection> owned) noexcept {
    bool over_limit = connections_of_all() >= bounds_.max_connections();
    if (over_limit && evict()) over_limit = false;
    // Where the limit was lowered every newcomer makes one fewer, until it is kept.
    if (const std::size_t limit = bounds_.lowered_to(); limit != 0) {
        if (connections_of_all() < limit)
            bounds_.reached(limit);
        else if (!over_limit)
            evict();
    }
    if (!make_place()) return; // also too many to be told so
    Connection& connection = *owned;
    epoll_event event{EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, {.ptr = &connection}};
    if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.fd, &event) != 0) return;
    connection.deadline = now_ + bounds_.request_time(); // the idle time is for those that have asked before
    connection.index = table_.size();
    table_.push_back(std::move(owned));
    open_.store(table_.size(), std::memory_order_relaxed);
    make_youngest(connection);
    if (draining_)
        refuse(connection, 503, "shutting down");
    else if (over_limit) {
        counters_.over_limit.fetch_add(1, std::memory_order_relaxed);
        refuse(connection, 503, "too many connections");
    }
}

// The table has room for one more; it was reserved for the limit, which may have been raised since. False: there are
// too many, or no memory for more.
bool Gate::make_place() noexcept {
    if (table_.size() < table_.capacity()) return true;
    try {
        table_.reserve(bounds_.max_connections() + overflow_connections);
    } catch (const std::bad_alloc&) {
        counters_.out_of_memory.fetch_add(1, std::memory_order_relaxed);
    }
    return table_.size() < table_.capacity();
}

// Closes the connection of this gate that is longest without a complete request, unless it is being answered. One whose
// next request has just arrived is spared while there are others.
bool Gate::evict() noexcept {
    Connection* victim = nullptr;
    int looks = looks_before_eviction;
    for (Connection* each = oldest_; each != nullptr; each = each->younger) {
        if (each->owner.load(std::memory_order_acquire) != Owner::gate || !each->out.empty()) continue;
        if (victim == nullptr) victim = each;
        if (each->reader || each->closing || !has_unread(each->fd)) {
            victim = each;
            break;
        }
        if (--looks == 0) break;
    }
    if (victim == nullptr) return false;
    counters_.evicted.fetch_add(1, std::memory_order_relaxed);
    destroy(*victim);
    return true;
}

// Refuses unfinished requests, the one that began first before others, until what is held is within the limit. Only
// those that hold more than the average, if there are any: small genuine requests are not to pay for large ones. False
// if it would be the turn of `reading` itself.
bool Gate::make_room(const Connection& reading) noexcept {
    for (;;) {
        const std::size_t held = held_.load(std::memory_order_relaxed);
        if (held <= bounds_.max_held()) return true;
        const std::size_t average = held / table_.size();
        Connection* victim = nullptr;
        bool victim_is_large = false;
        for (const auto& each : table_) {
            if (each->owner.load(std::memory_order_acquire) != Owner::gate || !each->reader) continue;
            const bool large = each->held >= average;
            if (victim != nullptr && (large != victim_is_large ? !large : each->deadline >= victim->deadline)) continue;
            victim = each.get();
            victim_is_large = large;
        }
        if (victim == nullptr || victim == &reading) return false;
        for (epoll_event& event : batch_) // it may be destroyed; and whatever the event tells is looked at now
            if (event.data.ptr == victim) event.data.ptr = nullptr;
        refuse(*victim, 503, "out of buffers");
    }
}

} // namespace turnout::http
