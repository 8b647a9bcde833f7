// A client connection and who may touch it.
//
// Ownership. Exactly one party owns a Connection at a time, and only it may touch what is not marked "loop only":
//   gate  the thread that runs the gate's loop: between requests, while one is read, flushed, or a close lingers
//   out   an Exchange: whoever answers the request (a lane, the journal's writer, a POCO worker)
// The descriptor is registered once, edge-triggered, so giving a connection back needs no system call. Steps:
//   1 loop    reads a complete request; stores owner = out; passes the Exchange on (queue or call: a happens-before)
//   2 holder  answers; writes deadline, closing, request; then, if nothing is left for the loop to do
//             (no unread bytes, no unsent answer), compare-and-swaps out -> gate (release) and never touches it again
//   3 loop    sees an edge: compare-and-swaps out -> seen
// Step 3 can fall in two places, and no edge is lost in either:
//   3 after 2   the swap fails and reads `gate` (acquire): everything of step 2 is visible; the loop reads the socket
//   3 before 2  it succeeds; then the swap of step 2 fails, and the holder posts the connection to the mailbox instead;
//               the loop takes it out under the mailbox's lock, stores owner = gate and reads the socket
// Bytes that arrived before step 1's last read are `pending` or made it a full read (`more`): then step 2 posts, too.
// Bytes that arrive later make a new edge, thus a step 3. A second edge while `seen` changes nothing. Only the loop
// closes and destroys, and only what it owns, so a holder's pointer is valid until its step 2; what is destroyed while
// a batch of epoll events is worked on is the connection whose event it is, or its event is taken out of the batch
// (make_room), so no event dangles.
#pragma once
#include "core/http/gate/peer.hpp"
#include "core/http/gate/request_reader.hpp"

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

namespace turnout::http {

class Answer;
using SteadyTime = std::chrono::steady_clock::time_point;

enum class Owner : unsigned char { gate, out, seen };

struct Connection {
    Connection(int descriptor, const Peer& client) : fd(descriptor), peer(client) {}

    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection(); ///< closes the descriptor

    std::atomic<Owner> owner{Owner::gate};

    const int fd; ///< non-blocking, registered once: EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET
    const Peer peer;
    std::optional<RequestReader> reader; ///< set while a request is being read
    std::string pending;                 ///< input that the reader has not consumed, or a pipelined request
    std::string out;                     ///< answer that the socket did not take yet
    Request request;                     ///< complete, being answered
    SteadyTime deadline;                 ///< of the request being read, else of the idle time, the flush or the linger
    std::size_t held = 0;                ///< bytes counted against the gate's memory limit
    bool more = false;                   ///< the socket may hold more than was read: no new edge will tell
    bool closing = false;                ///< answer, half-close, discard, close
    std::size_t discarded = 0;           ///< while closing

    Connection* next = nullptr;        ///< in the one ConnectionQueue that it may be in
    const Answer* to_answer = nullptr; ///< posted by deliver(): the loop sends it
    bool newcomer = false;             ///< posted by a sibling that accepted it

    // Loop only, whoever owns it.
    std::size_t index = 0;                           ///< in the gate's table
    SteadyTime since;                                ///< of the last complete request, else of acceptance
    Connection *older = nullptr, *younger = nullptr; ///< by `since`
};

/// First in, first out, without allocation: a connection is in at most one.
class ConnectionQueue {
public:
    bool empty() const { return first_ == nullptr; }

    void push(Connection& connection) noexcept {
        connection.next = nullptr;
        (first_ == nullptr ? first_ : last_->next) = &connection;
        last_ = &connection;
    }

    /// Null if empty.
    Connection* pop() noexcept {
        Connection* connection = first_;
        if (connection != nullptr) first_ = connection->next;
        return connection;
    }

    void append(ConnectionQueue& other) noexcept {
        while (Connection* connection = other.pop()) push(*connection);
    }

private:
    Connection* first_ = nullptr;
    Connection* last_ = nullptr;
};

} // namespace turnout::http
