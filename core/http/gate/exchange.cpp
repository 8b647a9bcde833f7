#include "core/http/gate/exchange.hpp"

#include "core/http/gate/gate.hpp"

#include <cerrno>
#include <new>
#include <string_view>
#include <sys/socket.h>

namespace turnout::http {
namespace {

// Whole and constant: they are needed when there is no memory to compose one.
constexpr std::string_view unanswered = "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\n"
                                        "Content-Type: text/plain\r\nContent-Length: 10\r\n\r\nno answer\n";
constexpr std::string_view unserved = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
                                      "Content-Type: text/plain\r\nContent-Length: 11\r\n\r\nnot served\n";

} // namespace

Exchange::Exchange(std::shared_ptr<Gate> gate, Connection& connection) noexcept
    : gate_(std::move(gate)),
      connection_(&connection) {
}

Exchange::Exchange(Exchange&& other) noexcept
    : gate_(std::move(other.gate_)),
      connection_(std::exchange(other.connection_, nullptr)),
      sent_(other.sent_),
      broken_(other.broken_),
      fallback_(other.fallback_) {
}

Exchange::~Exchange() {
    if (over()) return;
    const std::string_view text = fallback_ == 500 ? unanswered : unserved;
    if (!sent_) send(text.data(), text.size());
    finish(false);
}

void Exchange::answer(const Answer& answer) noexcept {
    const bool keep_alive = request().keep_alive();
    const std::string_view bytes = answer.bytes(keep_alive, request().head_only());
    send(bytes.data(), bytes.size());
    finish(keep_alive);
}

void Exchange::send(const void* data, std::size_t size) noexcept {
    sent_ = true;
    if (broken_) return;
    const char* bytes = static_cast<const char*>(data);
    if (connection_->out.empty()) {
        const ssize_t n = ::send(connection_->fd, bytes, size, MSG_NOSIGNAL);
        if (n == static_cast<ssize_t>(size)) return;
        if (n < 0 && errno != EAGAIN && errno != EINTR) {
            broken_ = true; // the client has gone
            return;
        }
        if (n > 0) {
            bytes += n;
            size -= static_cast<std::size_t>(n);
        }
    }
    try {
        connection_->out.append(bytes, size);
    } catch (const std::bad_alloc&) {
        broken_ = true;
    }
}

std::optional<std::size_t> Exchange::send_some(std::string_view bytes) noexcept {
    sent_ = true;
    if (broken_) return std::nullopt;
    for (;;) {
        const ssize_t n = ::send(connection_->fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (n >= 0) return static_cast<std::size_t>(n);
        if (errno == EAGAIN) return 0;
        if (errno == EINTR) continue;
        broken_ = true;
        return std::nullopt;
    }
}

void Exchange::finish(bool keep_alive) noexcept {
    if (over()) return;
    if (broken_) ::shutdown(connection_->fd, SHUT_RDWR); // makes an edge: the loop closes it
    gate_->give_back(*std::exchange(connection_, nullptr), keep_alive && !broken_);
}

void deliver(std::vector<std::pair<Exchange, const Answer*>>& answers) noexcept {
    for (auto first = answers.begin(); first != answers.end(); ++first) {
        if (first->first.over()) continue;
        const std::shared_ptr<Gate> gate = first->first.gate_;
        ConnectionQueue queue;
        for (auto each = first; each != answers.end(); ++each) {
            if (each->first.over() || each->first.gate_ != gate) continue;
            Connection& connection = *std::exchange(each->first.connection_, nullptr);
            connection.to_answer = each->second;
            queue.push(connection);
        }
        gate->post(queue);
    }
    answers.clear();
}

} // namespace turnout::http
