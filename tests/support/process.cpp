#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <system_error>
#include <utility>

extern char** environ;

namespace turnout::test {
namespace {

struct Pipe {
    int read = -1;
    int write = -1;

    Pipe() {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
        read = ends[0], write = ends[1];
    }
};

/// Everything that may allocate is made before fork(); the child only makes system calls.
struct Prepared {
    std::vector<std::string> texts;
    std::vector<char*> words, environment;

    Prepared(std::vector<std::string> command, const Process::Options& options) : texts(std::move(command)) {
        const std::size_t count = texts.size();
        for (char** entry = environ; *entry != nullptr; ++entry) {
            const std::string text = *entry;
            if (!options.environment.contains(text.substr(0, text.find('=')))) texts.push_back(text);
        }
        for (const auto& [name, value] : options.environment) texts.push_back(name + "=" + value);
        for (std::size_t i = 0; i < texts.size(); ++i) (i < count ? words : environment).push_back(texts[i].data());
        words.push_back(nullptr);
        environment.push_back(nullptr);
    }
};

[[noreturn]] void become(const Prepared& prepared, const Process::Options& options, pid_t parent, int out, int error) {
    // However the test ends, this ends with it; also if it has ended already.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent) _exit(127);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(error, STDERR_FILENO);
    if (options.largest_file) {
        const rlimit limit{*options.largest_file, *options.largest_file};
        setrlimit(RLIMIT_FSIZE, &limit);
        std::signal(SIGXFSZ, SIG_IGN);
    }
    if (!options.directory.empty() && chdir(options.directory.c_str()) != 0) _exit(127);
    execve(prepared.words[0], prepared.words.data(), prepared.environment.data());
    _exit(127);
}

} // namespace

struct Process::Reader {
    mutable std::mutex mutex;
    std::array<std::string, 2> texts;
    std::array<int, 2> descriptors;
    std::thread thread;

    Reader(int out, int error) : descriptors{out, error}, thread([this] { run(); }) {}

    void run() {
        std::array<pollfd, 2> sources{{{descriptors[0], POLLIN, 0}, {descriptors[1], POLLIN, 0}}};
        while (sources[0].fd >= 0 || sources[1].fd >= 0) {
            if (poll(sources.data(), sources.size(), -1) < 0 && errno != EINTR) break;
            for (std::size_t i = 0; i < sources.size(); ++i) {
                if (sources.at(i).fd < 0 || sources.at(i).revents == 0) continue;
                std::array<char, 65536> bytes{};
                const ssize_t count = read(sources.at(i).fd, bytes.data(), bytes.size());
                if (count <= 0) {
                    sources.at(i).fd = -1;
                    continue;
                }
                const std::lock_guard lock(mutex);
                texts.at(i).append(bytes.data(), static_cast<std::size_t>(count));
            }
        }
        for (const int descriptor : descriptors) close(descriptor);
    }

    std::string text(std::size_t which) const {
        const std::lock_guard lock(mutex);
        return texts.at(which);
    }
};

Process::Process(std::vector<std::string> command) : Process(std::move(command), Options{}) {
}

Process::Process(std::vector<std::string> command, const Options& options) {
    const Prepared prepared(std::move(command), options);
    if (access(prepared.words[0], X_OK) != 0)
        throw std::system_error(errno, std::generic_category(), prepared.words[0]);
    const Pipe out, error;
    const pid_t parent = getpid();
    pid_ = fork();
    if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
    if (pid_ == 0) become(prepared, options, parent, out.write, error.write);
    close(out.write);
    close(error.write);
    reader_ = std::make_unique<Reader>(out.read, error.read);
}

Process::~Process() {
    if (running()) {
        signal(SIGKILL);
        wait();
    }
    if (reader_->thread.joinable()) reader_->thread.join();
}

void Process::signal(int number) const {
    if (!status_) kill(pid_, number);
}

std::optional<int> Process::wait(std::chrono::milliseconds limit) {
    if (status_) return status_;
    const auto ended = [this] {
        int status = 0;
        const pid_t reaped = waitpid(pid_, &status, WNOHANG);
        if (reaped == pid_) status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        return reaped != 0;
    };
    if (!wait_until(ended, limit)) return std::nullopt;
    reader_->thread.join();
    return status_;
}

std::string Process::output() const {
    return reader_->text(0);
}

std::string Process::errors() const {
    return reader_->text(1);
}

bool Process::wait_for_text(const std::string& text, std::chrono::milliseconds limit) {
    const auto stands = [&] {
        return output().find(text) != std::string::npos || errors().find(text) != std::string::npos;
    };
    bool found = false;
    wait_until([&] { return (found = stands()) || !running(); }, limit);
    return found || stands();
}

Finished run(std::vector<std::string> command, std::chrono::milliseconds limit, const Process::Options& options) {
    Process process(std::move(command), options);
    Finished result;
    if (const auto status = process.wait(limit))
        result.status = *status;
    else {
        process.signal(SIGKILL);
        process.wait();
    }
    result.output = process.output();
    result.errors = process.errors();
    return result;
}

} // namespace turnout::test
