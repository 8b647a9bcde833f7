// One process of a plugin, from its start to its end.
#pragma once
#include "core/plugin/isolation/answer_tap.hpp"
#include "core/plugin/isolation/begun_events.hpp"
#include "core/plugin/isolation/lent.hpp"
#include "core/plugin/isolation/link.hpp"
#include "core/plugin/isolation/mailbox.hpp"
#include "core/plugin/isolation/messages.hpp"
#include "core/plugin/isolation/recent_lines.hpp"
#include "core/plugin/isolation/runner_process.hpp"
#include "core/plugin/isolation/service_desk.hpp"

#include <spdlog/logger.h>

#include <functional>
#include <string>
#include <vector>

namespace turnout::plugins::isolation {

/// One thread, which lives as long as the process.
class Life {
public:
    /// They outlive it.
    struct Parts {
        const std::filesystem::path& runner;
        const std::string& instance;
        std::chrono::milliseconds start_timeout;
        int wake; ///< an eventfd: something is to be looked at
        Mailbox& mail;
        Lent& lent;
        ServiceDesk& desk;
        RecentLines& lines;
        AnswerTap& answers;
        spdlog::logger& logger;
        std::function<bool()> kill_wanted;
        std::function<void(const Started&)> started; ///< once
        std::function<void(std::string)> refused;
        std::function<void()> halted;
    };

    /// Starts the process. Throws std::system_error.
    Life(Parts parts, const Begin& begin);
    Life(const Life&) = delete;
    Life& operator=(const Life&) = delete;
    ~Life();

    std::int64_t pid() const { return process_.pid(); }

    /// Serves it until it ends, and says how and why it did.
    std::string serve();

    /// After serve(): whether the plugin had begun with it.
    bool has_begun(std::uint64_t token) const { return begun_.holds(token); }

    /// Whether it was ended because this event was past its timeout.
    bool was_late(std::uint64_t token) const { return token == late_; }

    /// Events that it has answered.
    std::uint64_t answers() const { return answers_; }

private:
    bool look();
    bool read_packets();
    void read_packet(std::string_view packet);
    void read_message(Kind kind, std::string_view record);
    void read_output();
    void print(std::string_view line);
    void check_deadlines();
    void kill(std::string reason);
    void check_progress(Moment now);
    void forward_answers();

    const Parts parts_;
    Link link_;
    const BegunEvents begun_;
    RunnerProcess process_;
    Moment start_until_;
    Moment next_check_{};
    bool started_ = false;
    std::string doing_;  ///< the call that is slow, before it has started
    std::string killed_; ///< why, if it was
    std::uint64_t late_ = 0;
    Moment progress_{};  ///< when it last answered, or had nothing to do
    std::string output_; ///< the begin of a line
    bool output_closed_ = false;
    std::vector<Answer> batch_;
    std::uint64_t answers_ = 0;
};

} // namespace turnout::plugins::isolation
