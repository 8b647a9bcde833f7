#include "core/plugin/isolation/link.hpp"

#include "core/plugin/isolation/wire.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace turnout::plugins::isolation {

namespace {

/// What stands in the packet that brings the descriptor of the memory.
constexpr char in_memory = 'M';
constexpr char inline_bytes = 'B';

[[noreturn]] void throw_last(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

void write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) throw_last("memory for a large message");
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
}

Descriptor memory_with(std::string_view bytes) {
    Descriptor memory{::memfd_create("turnout-message", MFD_CLOEXEC)};
    if (!memory) throw_last("memory for a large message");
    write_all(memory.get(), bytes);
    return memory;
}

/// Room for one descriptor that is sent along.
union Control {
    cmsghdr align;
    std::array<char, CMSG_SPACE(sizeof(int))> bytes;
};

void attach(msghdr& message, Control& control, int descriptor) {
    message.msg_control = control.bytes.data();
    message.msg_controllen = control.bytes.size();
    auto* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof descriptor);
    std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
}

Descriptor detach(msghdr& message) {
    auto* header = CMSG_FIRSTHDR(&message);
    if (header == nullptr || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) return {};
    int descriptor = -1;
    std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
    return Descriptor{descriptor};
}

} // namespace

std::pair<Link, Link> Link::make_pair() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) throw_last("a pair of sockets");
    return {Link{Descriptor{ends[0]}, largest_of_runner}, Link{Descriptor{ends[1]}, largest_of_host}};
}

Link::Sent Link::send(std::string_view packet, Wait wait) {
    const bool large = packet.size() > largest_packet;
    const auto memory = large ? memory_with(packet) : Descriptor{};
    char mark = large ? in_memory : inline_bytes;
    std::array<iovec, 2> parts{};
    parts[0] = {&mark, 1};
    parts[1] = {const_cast<char*>(packet.data()), large ? 0 : packet.size()}; // NOLINT(*-const-cast): is only read
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    Control control{};
    if (large) attach(message, control, memory.get());
    const int flags = MSG_NOSIGNAL | (wait == Wait::no ? MSG_DONTWAIT : 0);
    for (;;) {
        if (::sendmsg(socket_.get(), &message, flags) >= 0) return Sent::yes;
        if (errno == EINTR) continue;
        if (errno == EAGAIN || errno == ENOBUFS) return Sent::full;
        if (errno == EPIPE || errno == ECONNRESET) return Sent::gone;
        throw_last("a message to another process");
    }
}

Link::Received Link::receive(std::string_view& packet, Wait wait) {
    iovec part{buffer_.data(), buffer_.size()};
    Control control{};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = control.bytes.data();
    message.msg_controllen = CMSG_LEN(sizeof(int)); // the kernel would put a second one into the padding
    const int flags = MSG_CMSG_CLOEXEC | (wait == Wait::no ? MSG_DONTWAIT : 0);
    ssize_t size = 0;
    // ECONNRESET: it has ended without reading all, which is told once, before what it said.
    for (int resets = 0; (size = ::recvmsg(socket_.get(), &message, flags)) < 0;) {
        if (errno == EAGAIN) return Received::nothing;
        if (errno == ECONNRESET && resets++ != 0) return Received::end;
        if (errno != EINTR && errno != ECONNRESET) throw_last("a message of another process");
    }
    const auto memory = detach(message);
    if (size == 0) return Received::end;
    if ((message.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) throw WireError("a packet is too large");
    const bool large = buffer_.front() == in_memory;
    if (large != static_cast<bool>(memory) || (!large && buffer_.front() != inline_bytes))
        throw WireError("a packet is of no known kind");
    packet = large ? content_of(memory) : std::string_view{buffer_}.substr(1, static_cast<std::size_t>(size) - 1);
    return Received::packet;
}

/// Read, not mapped: whoever shares the memory could take it away meanwhile.
std::string_view Link::content_of(const Descriptor& memory) {
    struct stat status {};

    if (::fstat(memory.get(), &status) != 0) throw_last("the memory of a large message");
    const bool is_memory = ::fcntl(memory.get(), F_GET_SEALS) >= 0; // other files have none
    if (!is_memory || status.st_size < 0) throw WireError("a packet brings no memory");
    if (static_cast<std::size_t>(status.st_size) > largest_) throw WireError("a message is too large");
    large_.resize(static_cast<std::size_t>(status.st_size));
    std::size_t done = 0;
    while (done < large_.size()) {
        const auto got = ::pread(memory.get(), large_.data() + done, large_.size() - done, static_cast<off_t>(done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw_last("the memory of a large message");
        if (got == 0) throw WireError("a message is cut short");
        done += static_cast<std::size_t>(got);
    }
    return large_;
}

} // namespace turnout::plugins::isolation
