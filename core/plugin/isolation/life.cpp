#include "core/plugin/isolation/life.hpp"

#include "core/plugin/text.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <exception>
#include <utility>

namespace turnout::plugins::isolation {

namespace {

constexpr std::chrono::milliseconds check_every{50};
constexpr std::chrono::milliseconds idle_wait{250};
/// A process whose link is closed has so much time to end by itself, e.g. to write its core.
constexpr std::chrono::milliseconds last_breath{2'000};
constexpr std::size_t longest_line = 1024;
/// So much is read at once; then everything else is looked at, too.
constexpr int most_packets = 64;
constexpr int most_chunks = 16;
/// Of replies that it does not read.
constexpr std::size_t most_unread = std::size_t{64} << 20;
constexpr std::chrono::hours longest_handling{24};
/// So much longer than a handler may take it may be silent altogether.
constexpr std::chrono::seconds standstill{1};

RunnerProcess start(const std::filesystem::path& runner, const std::string& instance, Link& link,
                    const BegunEvents& begun) {
    auto [ours, theirs] = Link::make_pair();
    link = std::move(ours);
    return RunnerProcess{runner, instance, theirs.take(), begun.memory()};
}

} // namespace

Life::Life(Parts parts, const Begin& begin)
    : parts_(std::move(parts)),
      process_(start(parts_.runner, parts_.instance, link_, begun_)),
      start_until_(std::chrono::steady_clock::now() + parts_.start_timeout),
      progress_(std::chrono::steady_clock::now()) {
    parts_.mail.connect(link_, encoded(begin));
}

Life::~Life() {
    process_.kill();
}

std::string Life::serve() {
    try {
        while (look()) check_deadlines();
    } catch (const WireError& error) {
        kill(std::string{"was ended, as it sent what it must not: "} + error.what());
    } catch (const std::exception& error) {
        kill(std::string{"was ended: "} + error.what());
    }
    const auto how = process_.end(last_breath);
    read_output();
    if (!output_.empty()) print(std::exchange(output_, {}));
    return killed_.empty() ? how : killed_;
}

void Life::kill(std::string reason) {
    if (killed_.empty()) killed_ = std::move(reason);
    process_.kill();
}

/// Waits for something and looks at all that there is. False: the process is at its end.
bool Life::look() {
    const short link_events = parts_.mail.stuffed() ? POLLIN | POLLOUT : POLLIN;
    std::array<pollfd, 4> all{{{link_.descriptor(), link_events, 0},
                               {output_closed_ ? -1 : process_.output(), POLLIN, 0},
                               {parts_.wake, POLLIN, 0},
                               {process_.watch(), POLLIN, 0}}};
    const auto wait = started_ && parts_.lent.handling() == 0 ? idle_wait : check_every;
    if (::poll(all.data(), all.size(), static_cast<int>(wait.count())) < 0) return true; // a signal
    if (all[2].revents != 0) {
        std::uint64_t times = 0;
        static_cast<void>(::read(parts_.wake, &times, sizeof times));
        if (parts_.kill_wanted()) kill("was ended, as it did not end by itself");
    }
    if (all[1].revents != 0) read_output();
    const bool more = all[0].revents == 0 || read_packets();
    if (!more || all[3].revents != 0) return false; // what it said before it ended was read
    if (const auto failure = parts_.mail.failure(); !failure.empty()) kill("was ended: " + failure);
    if (parts_.mail.size() > most_unread) kill("was ended, as it does not read what it asks for");
    if (!parts_.mail.stuffed() || (all[0].revents & POLLOUT) != 0) parts_.mail.flush();
    return true;
}

bool Life::read_packets() {
    for (int count = 0; count < most_packets && !parts_.kill_wanted(); ++count) {
        std::string_view packet;
        const auto received = link_.receive(packet, Link::Wait::no);
        if (received == Link::Received::end) return false;
        if (received == Link::Received::nothing) return true;
        read_packet(packet);
    }
    return true;
}

void Life::read_packet(std::string_view packet) {
    /// Also what stands before something that is no message.
    struct Forward {
        Life& life;

        ~Forward() { life.forward_answers(); }
    };

    const Forward forward{*this};
    for_each_message(packet, [this](Kind kind, std::string_view record) {
        if (!parts_.kill_wanted()) read_message(kind, record);
    });
}

void Life::forward_answers() {
    if (batch_.empty()) return;
    answers_ += batch_.size();
    progress_ = std::chrono::steady_clock::now();
    parts_.answers.answered(parts_.instance, batch_);
    batch_.clear();
    parts_.mail.flush();
}

void Life::read_message(Kind kind, std::string_view record) {
    std::optional<std::string> reply;
    switch (kind) {
    case Kind::answer: {
        auto answer = decoded<AnswerMessage>(record);
        if (answer.verdict < TURNOUT_OK || answer.verdict > TURNOUT_DEFERRED) throw WireError("an unknown verdict");
        const auto handling = std::clamp<std::chrono::nanoseconds>(std::chrono::nanoseconds{answer.handling_ns},
                                                                   std::chrono::nanoseconds{0}, longest_handling);
        if (!parts_.lent.answered(answer.token, answer.verdict, handling)) return;
        batch_.push_back({answer.token, answer.verdict, answer.retry_after_ms, handling,
                          one_line(answer.reason, sizeof(turnout_outcome::reason)), false});
        return;
    }
    case Kind::entering: doing_ = one_line(decoded<Entering>(record).value, longest_line); return;
    case Kind::started:
        if (std::exchange(started_, true)) throw WireError("it has started already");
        parts_.started(decoded<Started>(record));
        return;
    case Kind::refused: parts_.refused(one_line(decoded<Refused>(record).value, longest_line)); return;
    case Kind::halted: parts_.halted(); return;
    default: break;
    }
    if (!parts_.desk.serve(kind, record, reply))
        throw WireError("a message of the unknown kind " + std::to_string(static_cast<int>(kind)));
    if (reply) parts_.mail.post(std::move(*reply), Mailbox::When::now);
}

void Life::read_output() {
    std::array<char, 4096> chunk{};
    for (int count = 0; count < most_chunks; ++count) {
        const auto size = ::read(process_.output(), chunk.data(), chunk.size());
        output_closed_ = size == 0;
        if (size <= 0) return;
        output_.append(chunk.data(), static_cast<std::size_t>(size));
        std::size_t begin = 0;
        for (auto end = output_.find('\n'); end != std::string::npos; end = output_.find('\n', begin)) {
            print(std::string_view{output_}.substr(begin, end - begin));
            begin = end + 1;
        }
        output_.erase(0, begin);
        if (output_.size() > longest_line) print(std::exchange(output_, {}));
    }
}

void Life::print(std::string_view line) {
    auto text = one_line(line, longest_line);
    if (text.empty()) return;
    parts_.logger.info("[{}] prints: {}", parts_.instance, text);
    parts_.lines.add(std::move(text));
}

void Life::check_deadlines() {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_check_) return;
    next_check_ = now + check_every;
    parts_.lent.sweep(now);
    if (!started_ && now > start_until_)
        return kill("hangs in " + (doing_.empty() ? std::string{"its start"} : doing_) + ": not back within " +
                    std::to_string(parts_.start_timeout.count()) + " ms");
    for (std::size_t place = 0; place < parts_.lent.threads() && place < BegunEvents::places; ++place) {
        const auto running = begun_.running(place);
        if (running.token == 0) continue;
        const auto name = parts_.lent.late(running.token, now - running.since);
        if (!name) continue;
        if (killed_.empty()) late_ = running.token;
        return kill("was ended, as " + *name + " was past its timeout");
    }
    check_progress(now);
}

/// A process that stands still does not even begin.
void Life::check_progress(Moment now) {
    if (parts_.lent.handling() == 0) {
        progress_ = now;
        return;
    }
    if (now - progress_ > parts_.lent.longest() + standstill) kill("was ended, as nothing comes from it");
}

} // namespace turnout::plugins::isolation
