// A plugin that does what the event's user is called: "reject", "retry-until-N", "sleep-MS", "throw", "crash",
// "complain-and-crash", "defer", "defer-until-stop", "run-a-program", "signal-the-host"; anything else is fine at once.
// Writes "begin ID ATTEMPT" and "end ID ATTEMPT" to `path`.
#include <turnout/plugin.hpp>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

struct obedient final : turnout::plugin {
    static constexpr unsigned max_concurrency = 0;
    static constexpr turnout::setting settings[] = {{"path", "file of what was done"}};

    explicit obedient(const turnout::host& host)
        : plugin(host),
          file_(open(config<std::string>("path").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
        if (file_ < 0) throw std::runtime_error("cannot open its file");
        on_any([this](const turnout::any_event& event, turnout::context& context) { return obey(event, context); });
    }

    ~obedient() override { close(file_); }

    void stop() override {
        for (auto& one : kept_) one.answer(turnout::verdict::ok());
        kept_.clear();
        threads_.clear();
    }

private:
    static unsigned number_after(std::string_view word, std::string_view begin) {
        unsigned number = 0;
        std::from_chars(word.data() + begin.size(), word.data() + word.size(), number);
        return number;
    }

    turnout::verdict obey(const turnout::any_event& event, turnout::context& context) {
        const std::string_view word = event["user_login"].text();
        note("begin", event);
        if (word == "crash") std::abort();
        if (word == "complain-and-crash") {
            std::fputs("this is the end\n", stderr);
            std::abort();
        }
        if (word == "throw") throw std::runtime_error("thrown as told");
        if (word == "reject") return turnout::verdict::reject("rejected as told");
        if (word.starts_with("retry-until-") && event.attempt() < number_after(word, "retry-until-"))
            return turnout::verdict::retry("again as told");
        if (word.starts_with("sleep-"))
            std::this_thread::sleep_for(std::chrono::milliseconds(number_after(word, "sleep-")));
        if (word == "defer") answer_later(context.defer());
        if (word == "defer-until-stop") keep(context.defer());
        if (word == "run-a-program") return refused(run_a_program());
        if (word == "signal-the-host") return refused(kill(getppid(), 0) == 0 ? 0 : errno);
        note("end", event);
        return turnout::verdict::ok();
    }

    static int run_a_program() {
        std::string name = "/bin/true";
        char* const arguments[] = {name.data(), nullptr};
        pid_t child = 0;
        return posix_spawn(&child, name.c_str(), nullptr, nullptr, arguments, nullptr);
    }

    static turnout::verdict refused(int error) {
        return error == 0 ? turnout::verdict::ok() : turnout::verdict::reject(std::strerror(error));
    }

    void answer_later(turnout::deferred later) {
        const std::lock_guard lock(mutex_);
        threads_.emplace_back([later = std::move(later)]() mutable { later.answer(turnout::verdict::ok()); });
    }

    void keep(turnout::deferred later) {
        const std::lock_guard lock(mutex_);
        kept_.push_back(std::move(later));
    }

    void note(const char* what, const turnout::any_event& event) const {
        const std::string line =
            std::string(what) + " " + std::string(event.message_id()) + " " + std::to_string(event.attempt()) + "\n";
        if (write(file_, line.data(), line.size()) < 0) std::abort();
    }

    int file_;
    std::mutex mutex_;
    std::vector<turnout::deferred> kept_;
    std::vector<std::jthread> threads_;
};

TURNOUT_PLUGIN(obedient, "turnout.test.obedient", "1.0.0", turnout::any_event);
