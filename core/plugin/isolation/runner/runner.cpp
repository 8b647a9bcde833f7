#include "core/plugin/isolation/runner/runner.hpp"

#include "core/plugin/error.hpp"
#include "core/plugin/isolation/confinement.hpp"
#include "core/plugin/isolation/runner/link_log.hpp"
#include "core/plugin/isolation/runner/plugin_file.hpp"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <utility>

namespace turnout::plugins::isolation {

namespace {

/// After this time the host hears in which call the plugin is.
constexpr std::chrono::milliseconds slow{100};
/// The host limits all calls, by ending this process.
constexpr std::chrono::hours for_ever{24 * 365};
/// While something waits to be sent with the next message, or to be handled; else.
constexpr int busy_ms = 2;
constexpr int idle_ms = 250;
constexpr int most_tries = 500;

[[noreturn]] void leave() {
    // The host is gone or cannot be understood: nobody is left to stop the plugin for.
    std::_Exit(EXIT_FAILURE);
}

void wake(int descriptor) {
    const std::uint64_t once = 1;
    static_cast<void>(::write(descriptor, &once, sizeof once)); // full: it is awake
}

} // namespace

Runner::Runner(Link link, Descriptor begun)
    : link_(std::move(link)),
      wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      mail_([this] { wake(wake_.get()); }),
      line_(mail_),
      begun_(std::move(begun)),
      turns_([this] { wake(wake_.get()); }),
      deferred_(line_, events_),
      states_(line_),
      emissions_(line_),
      metrics_(line_),
      logger_(std::make_shared<spdlog::logger>("runner", std::make_shared<LinkLog>(line_))) {
    mail_.connect(link_, {});
}

Runner::~Runner() {
    say_all();
    turns_.end();
    for (auto& thread : threads_) thread.join();
    mail_.disconnect();
}

/// What waits to be sent, before there is no thread any more that would.
void Runner::say_all() {
    for (int count = 0; count < most_tries && mail_.waits(); ++count) {
        mail_.flush();
        if (mail_.waits()) std::this_thread::sleep_for(std::chrono::milliseconds{busy_ms});
    }
}

Begin Runner::await_begin() {
    std::string_view packet;
    if (link_.receive(packet, Link::Wait::yes) != Link::Received::packet) throw WireError("the host has said nothing");
    Begin begin;
    for_each_message(packet, [&](Kind kind, std::string_view record) {
        if (kind != Begin::kind) throw WireError("the first message has to be the begin");
        Reader reader{record};
        if (reader.text() != build)
            throw WireError("turnout-runner is of another version than the host: restart the host");
        begin = decoded<Begin>(record);
    });
    return begin;
}

int Runner::run() {
    try {
        const auto begin = await_begin();
        add_thread(); // to read
        start(begin);
    } catch (const PluginError& error) {
        line_.tell(Refused{error.reason() + (error.advice().empty() ? "" : "; " + error.advice())});
        return EXIT_FAILURE;
    } catch (const std::exception& error) {
        line_.tell(Refused{error.what()});
        return EXIT_FAILURE;
    }
    serve();
    return EXIT_SUCCESS;
}

void Runner::start(const Begin& begin) {
    logger_->set_level(static_cast<spdlog::level::level_enum>(begin.log_level));
    const PluginFile file{begin.library, !begin.confinement.user.empty()};
    confine(begin.confinement);
    control([&](const auto& progress) { load(begin, file.path(), progress); });
    const auto most = instance_->max_concurrency() == 0 ? begin.threads : instance_->max_concurrency();
    const auto at_once = std::clamp(std::min(begin.threads, most), 1U, std::uint32_t{BegunEvents::places - 1});
    while (threads_.size() < at_once + 1) add_thread();
    turns_.open(at_once, [this] { return instance_->next_timer(); });
    line_.tell(Started{instance_->max_concurrency(), at_once});
}

void Runner::serve() {
    while (next_command() != Command::finish) {
        turns_.await_idle();
        turns_.close(); // no timer begins any more
        turns_.await_idle();
        control([this](const auto& progress) { instance_->halt(progress); });
        line_.tell(Halted{});
    }
    control([this](const auto& progress) { instance_->stop(progress, RunningPlugin::Code::unload); });
}

void Runner::load(const Begin& begin, const std::filesystem::path& file, const ControlThread::Progress& progress) {
    progress.enter("its loading");
    PrivateCopy copy{file};
    copy.keep(); // it is the host's
    auto library = std::make_unique<Library>(std::move(copy), begin.source);
    config::Plugin plugin{begin.instance, {}, begin.settings};
    const Extensions extensions{begin.metrics ? &metrics_ : nullptr, begin.timers ? &turns_ : nullptr,
                                begin.states ? &states_ : nullptr, begin.emissions ? &emissions_ : nullptr};
    auto services =
        std::make_unique<HostServices>(std::move(plugin), begin.host_version, deferred_, logger_, extensions);
    instance_ = std::make_shared<Instance>(std::move(services), std::move(library), begin.source,
                                           std::make_shared<LoaderHold>(), nullptr);
    instance_->start(progress);
}

/// The host hears when a call is slow, and ends this process when it hangs.
void Runner::control(ControlThread::Task task) {
    const ControlThread::Patience patience{
        slow, for_ever, [this](const std::string& call) { line_.tell(Entering{call}); }, [](const std::string&) {}};
    control_.run(std::move(task), patience);
}

void Runner::add_thread() {
    const auto place = threads_.size();
    threads_.emplace_back([this, place] {
        pthread_setname_np(pthread_self(), ("worker-" + std::to_string(place + 1)).c_str());
        work(place);
    });
}

void Runner::work(std::size_t place) {
    std::uint32_t held = 0;
    for (std::unique_ptr<EventMemory> event;;) {
        switch (turns_.next(event)) {
        case Turns::Turn::leave: return;
        case Turns::Turn::read:
            read_link();
            turns_.read_done();
            break;
        case Turns::Turn::timer:
            instance_->run_timer(turns_.timer_time());
            turns_.done();
            break;
        case Turns::Turn::handle: handle(std::move(event), place, held); break;
        }
    }
}

/// `held`: answers of this thread that go with the next message.
void Runner::handle(std::unique_ptr<EventMemory> memory, std::size_t place, std::uint32_t& held) {
    const auto& event = events_.lend(std::move(memory));
    AnswerMessage answer;
    answer.token = event.token;
    turnout_outcome outcome{};
    const auto began = std::chrono::steady_clock::now();
    begun_.begin(place, event.token);
    answer.verdict = instance_->handle(event, outcome);
    begun_.end(place);
    answer.handling_ns = std::chrono::nanoseconds{std::chrono::steady_clock::now() - began}.count();
    answer.retry_after_ms = outcome.retry_after_ms;
    answer.reason = static_cast<const char*>(outcome.reason);
    events_.returned(answer.token);
    turns_.done();
    // While there is more to do the answer goes with the next one, or with the reader when that takes long.
    const bool hold = turns_.waiting() && held + 1 < BegunEvents::remembered;
    held = hold ? held + 1 : 0;
    line_.tell(answer, hold ? Mailbox::When::with_the_next : Mailbox::When::now);
}

int Runner::wait_ms() const {
    if (turns_.waiting() || mail_.waits()) return busy_ms;
    const auto timer = turns_.next_timer();
    if (timer == TimerMoment::max()) return idle_ms;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(timer - turns_.timer_time());
    return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, idle_ms));
}

/// Waits for something, at most until a timer is due, and reads what there is.
void Runner::read_link() {
    try {
        const short events = mail_.stuffed() ? POLLIN | POLLOUT : POLLIN;
        std::array<pollfd, 2> all{{{link_.descriptor(), events, 0}, {wake_.get(), POLLIN, 0}}};
        ::poll(all.data(), all.size(), wait_ms());
        if (all[1].revents != 0) {
            std::uint64_t times = 0;
            static_cast<void>(::read(wake_.get(), &times, sizeof times));
        }
        if ((all[0].revents & POLLIN) != 0 || (all[0].revents & POLLHUP) != 0) read_packets();
        if (mail_.waits() && (!mail_.stuffed() || (all[0].revents & POLLOUT) != 0)) mail_.flush();
        if (!mail_.failure().empty()) leave();
    } catch (const std::exception& error) {
        line_.tell(LogLine{spdlog::level::critical, std::string{"the link to the host: "} + error.what()});
        leave();
    }
}

/// One packet: who has read an event is to handle it before he reads more.
void Runner::read_packets() {
    std::string_view packet;
    const auto received = link_.receive(packet, Link::Wait::no);
    if (received == Link::Received::end) leave();
    if (received == Link::Received::nothing) return;
    for_each_message(packet, [this](Kind kind, std::string_view record) { read_message(kind, record); });
}

void Runner::read_message(Kind kind, std::string_view record) {
    switch (kind) {
    case Kind::event: return turns_.push(std::make_unique<EventMemory>(record));
    case Kind::reply: return line_.take(decoded<Reply>(record));
    case Kind::level: return logger_->set_level(static_cast<spdlog::level::level_enum>(decoded<Level>(record).value));
    case Kind::halt: return order(Command::halt);
    case Kind::finish: return order(Command::finish);
    default: throw WireError("a message of the unknown kind " + std::to_string(static_cast<int>(kind)));
    }
}

void Runner::order(Command command) {
    {
        const std::lock_guard lock{mutex_};
        orders_.push_back(command);
    }
    ordered_.notify_one();
}

Runner::Command Runner::next_command() {
    std::unique_lock lock{mutex_};
    ordered_.wait(lock, [this] { return !orders_.empty(); });
    const auto command = orders_.front();
    orders_.pop_front();
    return command;
}

} // namespace turnout::plugins::isolation
