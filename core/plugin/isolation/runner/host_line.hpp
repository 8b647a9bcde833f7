// What a runner says to the host, and asks of it.
#pragma once
#include "core/plugin/isolation/mailbox.hpp"
#include "core/plugin/isolation/messages.hpp"

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace turnout::plugins::isolation {

/// Any thread but the one that reads the link, for ask().
class HostLine {
public:
    explicit HostLine(Mailbox& mail) : mail_(mail) {}

    template <class Message> void tell(const Message& message, Mailbox::When when = Mailbox::When::now) {
        mail_.post(encoded(message), when);
    }

    /// Waits for the reply, for as long as the host takes. Throws WireError if that is none.
    template <class Answer, class Call> Answer ask(Call call) {
        call.call = begin();
        tell(call);
        const auto body = await(call.call);
        Answer answer{};
        Reader reader{body};
        reader.get(answer);
        reader.end();
        return answer;
    }

    /// From the thread that reads the link.
    void take(Reply reply);

private:
    std::uint64_t begin();
    std::string await(std::uint64_t call);

    Mailbox& mail_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::map<std::uint64_t, std::optional<std::string>> calls_; ///< by number: the body, when it is there
    std::uint64_t last_ = 0;
};

} // namespace turnout::plugins::isolation
