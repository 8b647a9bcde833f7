#include "core/http/gate/mailbox.hpp"

#include <cerrno>
#include <cstdint>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace turnout::http {

Mailbox::Mailbox() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Mailbox::~Mailbox() {
    ::close(descriptor_);
}

void Mailbox::post(Connection& connection) noexcept {
    ConnectionQueue one;
    one.push(connection);
    post(one);
}

void Mailbox::post(ConnectionQueue& connections) noexcept {
    {
        const std::lock_guard lock(mutex_);
        queue_.append(connections);
    }
    if (sleeping_.exchange(false)) wake();
}

void Mailbox::wake() const noexcept {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(descriptor_, &one, sizeof one); // EAGAIN: it is awake enough
}

ConnectionQueue Mailbox::take() noexcept {
    const std::lock_guard lock(mutex_);
    return std::exchange(queue_, {});
}

} // namespace turnout::http
