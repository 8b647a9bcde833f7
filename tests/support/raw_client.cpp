#include "tests/support/raw_client.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <charconv>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace turnout::test {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length = 0;

    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

SocketAddress make_address(const std::string& host, std::uint16_t port) {
    SocketAddress address;
    auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
    auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
    if (::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        address.length = sizeof v6;
    } else if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(port);
        address.length = sizeof v4;
    } else
        throw std::system_error(EINVAL, std::generic_category(), "not an address: " + host);
    return address;
}

bool ready(int fd, short events, SteadyTime deadline) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        pollfd entry{fd, events, 0};
        const int n = ::poll(&entry, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
        if (n > 0) return true;
        if (n == 0 || errno != EINTR) return false;
    }
}

std::size_t content_length(const RawResponse& response) {
    const std::string text = response.field("Content-Length");
    std::size_t length = 0;
    std::from_chars(text.data(), text.data() + text.size(), length);
    return length;
}

} // namespace

std::string RawResponse::field(std::string_view name) const {
    for (std::size_t at = head.find("\r\n"); at != std::string::npos && at + 2 < head.size();) {
        const std::size_t begin = at + 2;
        at = head.find("\r\n", begin);
        const std::string line = head.substr(begin, at - begin);
        if (line.size() <= name.size() || line[name.size()] != ':') continue;
        if (::strncasecmp(line.data(), name.data(), name.size()) != 0) continue;
        const std::size_t value = line.find_first_not_of(" \t", name.size() + 1);
        return value == std::string::npos ? "" : line.substr(value);
    }
    return "";
}

RawClient::RawClient(std::uint16_t port, const std::string& host, int receive_buffer) {
    SocketAddress address = make_address(host, port);
    fd_ = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd_ < 0) fail("socket");
    if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    if (::connect(fd_, address.get(), address.length) != 0) {
        const int error = errno;
        ::close(fd_);
        errno = error;
        fail("connect");
    }
    const int on = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

RawClient::RawClient(RawClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      end_(other.end_),
      received_(std::move(other.received_)) {
}

RawClient& RawClient::operator=(RawClient&& other) noexcept {
    if (this == &other) return *this;
    close();
    fd_ = std::exchange(other.fd_, -1);
    end_ = other.end_;
    received_ = std::move(other.received_);
    return *this;
}

RawClient::~RawClient() {
    close();
}

bool RawClient::send(std::string_view bytes, std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!bytes.empty()) {
        const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n >= 0)
            bytes.remove_prefix(static_cast<std::size_t>(n));
        else if (errno == EAGAIN && ready(fd_, POLLOUT, deadline))
            continue;
        else if (errno != EINTR)
            return false;
    }
    return true;
}

bool RawClient::send_bytewise(std::string_view bytes) {
    return std::all_of(bytes.begin(), bytes.end(), [this](const char& byte) { return send({&byte, 1}); });
}

bool RawClient::fill(SteadyTime deadline) {
    std::array<char, 64 * 1024> buffer; // NOLINT(*-member-init): filled by recv
    while (end_ == End::open && ready(fd_, POLLIN, deadline)) {
        const ssize_t n = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (n > 0) {
            received_.append(buffer.data(), static_cast<std::size_t>(n));
            return true;
        }
        if (n == 0)
            end_ = End::closed;
        else if (errno != EINTR && errno != EAGAIN)
            end_ = End::reset;
    }
    return false;
}

RawResponse RawClient::response(std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    std::size_t end = 0;
    while ((end = received_.find("\r\n\r\n")) == std::string::npos)
        if (!fill(deadline)) return {};
    RawResponse response;
    response.head = received_.substr(0, end + 4);
    if (response.head.size() > 12) std::from_chars(&response.head[9], &response.head[12], response.status);
    const std::size_t length = content_length(response);
    while (received_.size() < response.head.size() + length)
        if (!fill(deadline)) return {};
    response.body = received_.substr(response.head.size(), length);
    received_.erase(0, response.head.size() + length);
    return response;
}

std::string RawClient::until_end(std::chrono::milliseconds limit) {
    wait_for_end(limit);
    return std::exchange(received_, {});
}

bool RawClient::wait_for_end(std::chrono::milliseconds limit) {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (fill(deadline)) {
    }
    return end_ != End::open;
}

bool RawClient::ends_silently(std::chrono::milliseconds limit) {
    return wait_for_end(limit) && received_.empty();
}

void RawClient::shut_write() {
    ::shutdown(fd_, SHUT_WR);
}

void RawClient::reset() {
    const linger abort{1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
    close();
}

void RawClient::close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

std::string ask(std::uint16_t port, std::string_view bytes) {
    RawClient client(port);
    client.send(bytes);
    return client.until_end();
}

std::uint16_t free_port() {
    SocketAddress address = make_address("127.0.0.1", 0);
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) fail("socket");
    const bool bound =
        ::bind(fd, address.get(), address.length) == 0 && ::getsockname(fd, address.get(), &address.length) == 0;
    const int error = errno;
    ::close(fd);
    errno = error;
    if (!bound) fail("bind");
    return ntohs(reinterpret_cast<sockaddr_in&>(address.storage).sin_port);
}

} // namespace turnout::test
