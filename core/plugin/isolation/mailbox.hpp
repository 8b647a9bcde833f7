// What is on its way to the other process, and nobody waits for.
#pragma once
#include "core/plugin/isolation/link.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>

namespace turnout::plugins::isolation {

/// Any thread. A thread that posts sends as well, unless another one does already: that one takes more with it then, so
/// that a packet carries the more the busier it is. Nobody is kept waiting by a process that does not read.
class Mailbox {
public:
    /// `stalled` is called when the other side does not read, or the link has failed: whoever owns it calls flush()
    /// when it can be written again. Any thread; must not block.
    explicit Mailbox(std::function<void()> stalled) : stalled_(std::move(stalled)) {}

    enum class When { now, with_the_next };

    /// A message. Without a link it is forgotten.
    void post(std::string message, When when);

    /// Sends what waits, if the link takes it.
    void flush();

    /// `link` lives until disconnect(). `first` may be empty.
    void connect(Link& link, std::string first);
    /// Nothing is sent any more, and what waits is forgotten.
    void disconnect();

    /// Something has not been sent yet.
    bool waits() const;
    /// Bytes that have not been sent yet.
    std::size_t size() const;
    /// The other side does not read.
    bool stuffed() const;
    /// Why the link has failed; empty: it has not.
    std::string failure() const;

private:
    void send_all(std::unique_lock<std::mutex>& lock);
    std::string next_packet();

    const std::function<void()> stalled_;
    mutable std::mutex mutex_;
    std::condition_variable idle_; ///< nobody sends
    std::deque<std::string> letters_;
    std::string packet_;   ///< that the link did not take
    std::size_t size_ = 0; ///< of letters_
    Link* link_ = nullptr;
    bool sending_ = false, stuffed_ = false;
    std::string failure_;
};

} // namespace turnout::plugins::isolation
