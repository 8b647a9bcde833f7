#include "core/plugin/isolation/mailbox.hpp"

#include <exception>
#include <utility>

namespace turnout::plugins::isolation {

void Mailbox::post(std::string message, When when) {
    std::unique_lock lock{mutex_};
    if (link_ == nullptr) return;
    size_ += message.size();
    letters_.push_back(std::move(message));
    if (when == When::now) send_all(lock);
}

void Mailbox::flush() {
    std::unique_lock lock{mutex_};
    stuffed_ = false;
    send_all(lock);
}

void Mailbox::connect(Link& link, std::string first) {
    std::unique_lock lock{mutex_};
    link_ = &link;
    packet_ = std::move(first);
    stuffed_ = false;
    failure_.clear();
    send_all(lock);
}

void Mailbox::disconnect() {
    std::unique_lock lock{mutex_};
    link_ = nullptr;
    idle_.wait(lock, [this] { return !sending_; });
    packet_.clear();
    letters_.clear();
    size_ = 0;
}

bool Mailbox::waits() const {
    const std::lock_guard lock{mutex_};
    return !packet_.empty() || !letters_.empty();
}

std::size_t Mailbox::size() const {
    const std::lock_guard lock{mutex_};
    return packet_.size() + size_;
}

bool Mailbox::stuffed() const {
    const std::lock_guard lock{mutex_};
    return stuffed_;
}

std::string Mailbox::failure() const {
    const std::lock_guard lock{mutex_};
    return failure_;
}

std::string Mailbox::next_packet() {
    if (!packet_.empty()) return std::exchange(packet_, {});
    std::string packet;
    while (!letters_.empty()) {
        auto& message = letters_.front();
        if (!packet.empty() && packet.size() + message.size() > Link::largest_packet) break;
        size_ -= message.size();
        if (packet.empty())
            packet = std::move(message);
        else
            packet += message;
        letters_.pop_front();
    }
    return packet;
}

void Mailbox::send_all(std::unique_lock<std::mutex>& lock) {
    if (sending_) return; // whoever sends takes it along
    sending_ = true;
    bool stalled = false;
    while (link_ != nullptr && !stalled && !stuffed_ && failure_.empty() && (!packet_.empty() || !letters_.empty())) {
        auto packet = next_packet();
        auto& link = *link_;
        lock.unlock();
        auto sent = Link::Sent::gone;
        std::string failure;
        try {
            sent = link.send(packet, Link::Wait::no);
        } catch (const std::exception& error) {
            failure = error.what();
        }
        lock.lock();
        stalled = sent != Link::Sent::yes;
        if (sent == Link::Sent::full) {
            stuffed_ = true;
            packet_ = std::move(packet);
        }
        if (sent == Link::Sent::gone) failure_ = failure.empty() ? "it does not listen any more" : std::move(failure);
    }
    sending_ = false;
    idle_.notify_all();
    if (!stalled) return;
    lock.unlock();
    stalled_();
    lock.lock();
}

} // namespace turnout::plugins::isolation
