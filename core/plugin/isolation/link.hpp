// One end of the socket between the host and a runner (Unix, SOCK_SEQPACKET: packets stay whole, and the end of the
// other process is seen).
#pragma once
#include "core/plugin/descriptor.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace turnout::plugins::isolation {

/// One thread at a time sends, one receives.
class Link {
public:
    /// What is larger goes in memory of its own (memfd), whose descriptor is sent.
    static constexpr std::size_t largest_packet = std::size_t{64} * 1024;
    /// A packet of the other side that is larger is refused. A runner has nothing to say that comes near the first.
    static constexpr std::size_t largest_of_runner = std::size_t{1} << 20;
    static constexpr std::size_t largest_of_host = std::size_t{128} << 20;

    Link(Descriptor socket, std::size_t largest)
        : socket_(std::move(socket)),
          buffer_(largest_packet + 1, '\0'),
          largest_(largest) {}

    /// The end of the host and that of a runner; both are closed when a program is executed. Throws std::system_error.
    static std::pair<Link, Link> make_pair();

    /// Without a socket, until one is moved to it.
    Link() = default;

    int descriptor() const { return socket_.get(); }

    /// The socket alone, for another process.
    Descriptor take() { return std::move(socket_); }

    enum class Sent { yes, full, gone };
    enum class Wait { no, yes };

    /// `full`: the other side does not read; only without waiting. Throws std::system_error if the system refuses.
    Sent send(std::string_view packet, Wait wait);

    enum class Received { packet, nothing, end };

    /// A packet into `packet`, which is good until the next call; `nothing`: there is none, only without waiting.
    /// Throws WireError for what is no packet, std::system_error if the system refuses.
    Received receive(std::string_view& packet, Wait wait);

private:
    std::string_view content_of(const Descriptor& memory);

    Descriptor socket_;
    std::string buffer_;
    std::string large_;
    std::size_t largest_ = 0;
};

} // namespace turnout::plugins::isolation
