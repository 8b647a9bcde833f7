#include "tests/bench/loadgen/connection.hpp"

#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace turnout::bench {

Transferred Connection::classify(ssize_t result) const {
    if (result > 0) return {static_cast<std::size_t>(result), Stall::none};
    if (!tls) {
        if (result == 0) return {0, Stall::ended};
        return {0, errno == EAGAIN || errno == EINTR ? Stall::again : Stall::broken};
    }
    switch (SSL_get_error(tls.get(), static_cast<int>(result))) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: return {0, Stall::again};
    case SSL_ERROR_ZERO_RETURN: return {0, Stall::ended};
    default: return {0, Stall::broken};
    }
}

Transferred Connection::write() {
    const char* data = out.data() + sent;
    const std::size_t size = out.size() - sent;
    if (!tls) return classify(send(descriptor, data, size, MSG_NOSIGNAL));
    ERR_clear_error();
    return classify(SSL_write(tls.get(), data, static_cast<int>(size)));
}

Transferred Connection::read() {
    std::array<char, 16384> bytes; // NOLINT(cppcoreguidelines-pro-type-member-init): filled by the read
    Transferred result;
    if (!tls)
        result = classify(recv(descriptor, bytes.data(), bytes.size(), 0));
    else {
        ERR_clear_error();
        result = classify(SSL_read(tls.get(), bytes.data(), static_cast<int>(bytes.size())));
    }
    in.append(bytes.data(), result.bytes);
    return result;
}

void Connection::close() {
    tls.reset();
    if (descriptor >= 0) ::close(descriptor);
    descriptor = -1;
    events = 0;
}

} // namespace turnout::bench
