#include "core/plugin/isolation/runner_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>
#include <vector>

namespace turnout::plugins::isolation {

namespace {

void check(int error, const char* what) {
    if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

/// The same file above all that a runner is given.
Descriptor out_of_the_way(const Descriptor& file) {
    constexpr int above = 10;
    Descriptor copy{::fcntl(file.get(), F_DUPFD_CLOEXEC, above)};
    if (!copy) check(errno, "a descriptor for a runner");
    return copy;
}

/// What posix_spawn does in the child, in this order.
class Actions {
public:
    Actions() { check(::posix_spawn_file_actions_init(&actions_), "a runner"); }

    Actions(const Actions&) = delete;
    Actions& operator=(const Actions&) = delete;

    ~Actions() { ::posix_spawn_file_actions_destroy(&actions_); }

    void open_null(int as) {
        check(::posix_spawn_file_actions_addopen(&actions_, as, "/dev/null", O_RDONLY, 0), "a runner");
    }

    void duplicate(int from, int as) { check(::posix_spawn_file_actions_adddup2(&actions_, from, as), "a runner"); }

    void close_from(int first) { check(::posix_spawn_file_actions_addclosefrom_np(&actions_, first), "a runner"); }

    const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

/// No signal is blocked or ignored in the child.
class Attributes {
public:
    Attributes() {
        check(::posix_spawnattr_init(&attributes_), "a runner");
        sigset_t none{};
        sigset_t all{};
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setpgroup(&attributes_, 0); // a terminal's Ctrl-C is for the host
        ::posix_spawnattr_setflags(&attributes_,
                                   POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }

    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;

    ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }

    const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_{};
};

/// What is harmless and changes what a plugin writes; secrets come to the host by the environment, too.
std::vector<std::string> environment() {
    std::vector<std::string> result{"PATH=/usr/bin:/bin"};
    for (const auto* name : {"LANG", "LC_ALL", "TZ"})
        if (const auto* value = std::getenv(name)) result.push_back(std::string{name} + "=" + value);
    return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (auto& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

std::string describe(int status) {
    if (WIFEXITED(status)) return "exited with status " + std::to_string(WEXITSTATUS(status));
    const int number = WTERMSIG(status);
    const auto* name = ::sigdescr_np(number);
    return "was ended by signal " + std::to_string(number) + (name == nullptr ? "" : std::string{" ("} + name + ")");
}

} // namespace

RunnerProcess::RunnerProcess(const std::filesystem::path& program, const std::string& instance, const Descriptor& link,
                             const Descriptor& memory) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) check(errno, "a pipe for a runner");
    output_ = Descriptor{pipe[0]};
    const Descriptor writing{pipe[1]};
    check(::fcntl(pipe[0], F_SETFL, O_NONBLOCK) == 0 ? 0 : errno, "a pipe for a runner");
    const auto far_link = out_of_the_way(link);
    const auto far_memory = out_of_the_way(memory);
    const auto far_output = out_of_the_way(writing);
    Actions actions;
    actions.open_null(STDIN_FILENO);
    actions.duplicate(far_output.get(), STDOUT_FILENO);
    actions.duplicate(far_output.get(), STDERR_FILENO);
    actions.duplicate(far_link.get(), runner_link);
    actions.duplicate(far_memory.get(), runner_memory);
    actions.close_from(runner_memory + 1);
    const Attributes attributes;
    auto variables = environment();
    std::vector<std::string> arguments{program.string(), instance, std::to_string(::getpid())};
    const int error = ::posix_spawn(&pid_, program.c_str(), actions.get(), attributes.get(), pointers(arguments).data(),
                                    pointers(variables).data());
    check(error, program.c_str());
    watch_ = Descriptor{static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0))};
    if (watch_) return;
    const int reason = errno;
    end(std::chrono::milliseconds{0});
    check(reason, "a pidfd of a runner");
}

RunnerProcess::~RunnerProcess() {
    end(std::chrono::milliseconds{0});
}

void RunnerProcess::kill() noexcept {
    if (over_) return;
    ::kill(-pid_, SIGKILL); // its group, which has its number
    ::kill(pid_, SIGKILL);  // before it has one
}

std::string RunnerProcess::end(std::chrono::milliseconds patience) {
    if (over_) return how_;
    pollfd over{watch_.get(), POLLIN, 0};
    while (watch_ && ::poll(&over, 1, static_cast<int>(patience.count())) < 0 && errno == EINTR) continue;
    kill(); // if it has not ended, and what it has started in any case
    over_ = true;
    int status = 0;
    pid_t waited = -1;
    do waited = ::waitpid(pid_, &status, 0);
    while (waited < 0 && errno == EINTR);
    how_ = waited == pid_ ? describe(status) : "is gone";
    return how_;
}

} // namespace turnout::plugins::isolation
