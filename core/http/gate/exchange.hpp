// One request and the right and duty to answer it.
#pragma once
#include "core/http/gate/answer.hpp"
#include "core/http/gate/connection.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace turnout::http {

class Gate;

/// Move-only; may move to any thread, one thread at a time. Nothing here blocks or throws: what the socket does not
/// take is flushed by the gate's loop. If it dies unanswered the client gets a 500 or 503 and the connection ends, so
/// that a lost answer cannot go unnoticed.
class Exchange {
public:
    Exchange(std::shared_ptr<Gate> gate, Connection& connection) noexcept;
    Exchange(Exchange&& other) noexcept;
    Exchange& operator=(Exchange&&) = delete;
    Exchange(const Exchange&) = delete;
    Exchange& operator=(const Exchange&) = delete;
    ~Exchange();

    /// Valid, with all views into it, until the exchange is over.
    const Request& request() const { return connection_->request; }

    const Peer& peer() const { return connection_->peer; }

    /// The whole answer. The connection stays if the client wants that. Ends the exchange.
    void answer(const Answer& answer) noexcept;

    /// In pieces, as POCO does: bytes of the answer, then its end.
    void send(const void* data, std::size_t size) noexcept;
    void finish(bool keep_alive) noexcept;

    /// For an answer without an end: hands over what the socket takes at once, and says how many bytes that is; nothing
    /// if the client has gone. What is left is the caller's to keep. Not together with send().
    std::optional<std::size_t> send_some(std::string_view bytes) noexcept;

    /// To be polled between calls of send_some(): for room, and for the client's end. Remains the connection's.
    int descriptor() const { return connection_->fd; }

    bool sent() const { return sent_; } ///< some of the answer is on its way

    bool over() const { return connection_ == nullptr; }

    /// What the client gets if this dies unanswered: 500 for a handler that failed, 503 for who could not be served.
    void set_fallback(int status) noexcept { fallback_ = status; }

private:
    friend void deliver(std::vector<std::pair<Exchange, const Answer*>>& answers) noexcept;

    std::shared_ptr<Gate> gate_;
    Connection* connection_;
    bool sent_ = false;
    bool broken_ = false; ///< part of the answer is lost: the client must not take what follows for it
    int fallback_ = 503;
};

/// Any thread. Has the loops of the gates send each answer (which must outlive that) and keep the connections as their
/// clients asked: one lock and at most one wake-up per gate, no system call per answer here. Empties `answers`.
void deliver(std::vector<std::pair<Exchange, const Answer*>>& answers) noexcept;

} // namespace turnout::http
