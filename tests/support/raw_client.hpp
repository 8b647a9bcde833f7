// A client that sends exactly the bytes it is given and shows exactly the bytes that come back.
#pragma once
#include "tests/support/wait.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace turnout::test {

/// One HTTP response as it stood on the wire.
struct RawResponse {
    int status = 0;   ///< 0: none came (end, reset or deadline)
    std::string head; ///< status line and fields, with the empty line
    std::string body; ///< as Content-Length says

    /// Value of a field, by its name in any case; empty if absent.
    std::string field(std::string_view name) const;
};

/// How a connection looked when reading from it ended.
enum class End { open, closed, reset };

/// A TCP connection to loopback. One thread at a time. Every wait has a deadline (`limit`); none throws when it passes.
class RawClient {
public:
    /// Connects; throws std::system_error if that fails. `host` is an IPv4 or IPv6 address. A small `receive_buffer`
    /// (bytes, 0: the system's choice) makes a client that reads slowly.
    explicit RawClient(std::uint16_t port, const std::string& host = "127.0.0.1", int receive_buffer = 0);
    RawClient(RawClient&& other) noexcept;
    RawClient& operator=(RawClient&& other) noexcept;
    ~RawClient();

    /// All of it; false if the peer has closed or the deadline passed.
    bool send(std::string_view bytes, std::chrono::milliseconds limit = patience);
    /// One byte per segment.
    bool send_bytewise(std::string_view bytes);

    /// The next response, body by Content-Length. An interim response (1xx) is returned as one without a body.
    RawResponse response(std::chrono::milliseconds limit = patience);
    /// Everything up to the end of the connection; `ended()` tells how it ended.
    std::string until_end(std::chrono::milliseconds limit = patience);
    /// True once the peer has closed or reset; what arrives meanwhile is kept for response().
    bool wait_for_end(std::chrono::milliseconds limit = patience);
    /// True once the peer ended the connection without having sent anything that was not read yet.
    bool ends_silently(std::chrono::milliseconds limit = patience);

    void shut_write(); ///< half-close: nothing more will be sent, answers can still be read
    void reset();      ///< abortive close: the peer sees a reset
    void close();

    End ended() const { return end_; }

    int descriptor() const { return fd_; }

private:
    bool fill(std::chrono::steady_clock::time_point deadline); ///< false: end or deadline

    int fd_ = -1;
    End end_ = End::open;
    std::string received_;
};

/// `bytes` over a connection of its own: everything that comes back until the server closes.
std::string ask(std::uint16_t port, std::string_view bytes);

/// A TCP port of loopback that was free just now; for servers that cannot be told to choose one.
std::uint16_t free_port();

} // namespace turnout::test
