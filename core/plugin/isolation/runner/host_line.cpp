#include "core/plugin/isolation/runner/host_line.hpp"

namespace turnout::plugins::isolation {

std::uint64_t HostLine::begin() {
    const std::lock_guard lock{mutex_};
    calls_.emplace(++last_, std::nullopt);
    return last_;
}

std::string HostLine::await(std::uint64_t call) {
    std::unique_lock lock{mutex_};
    const auto place = calls_.find(call);
    arrived_.wait(lock, [&] { return place->second.has_value(); });
    auto body = std::move(*place->second);
    calls_.erase(place);
    return body;
}

void HostLine::take(Reply reply) {
    {
        const std::lock_guard lock{mutex_};
        const auto found = calls_.find(reply.call);
        if (found == calls_.end()) throw WireError("a reply to no call");
        found->second = std::move(reply.body);
    }
    arrived_.notify_all();
}

} // namespace turnout::plugins::isolation
