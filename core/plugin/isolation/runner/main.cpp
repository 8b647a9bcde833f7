#include "core/plugin/isolation/link.hpp"
#include "core/plugin/isolation/runner/runner.hpp"
#include "core/plugin/isolation/runner_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>

namespace {

/// Whether the host has handed over its end of a link.
bool has_link() {
    int type = 0;
    socklen_t size = sizeof type;
    const int found = ::getsockopt(turnout::plugins::isolation::runner_link, SOL_SOCKET, SO_TYPE, &type, &size);
    return found == 0 && type == SOCK_SEQPACKET;
}

} // namespace

/// turnout-runner INSTANCE PID-OF-THE-HOST; only a host starts it.
int main(int count, char** arguments) {
    using namespace turnout::plugins::isolation;
    using turnout::plugins::Descriptor;
    if (count != 3 || !has_link()) {
        std::cerr << "turnout-runner is started by `turnout serve` for plugins with isolation = process\n";
        return 2;
    }
    ::fcntl(runner_link, F_SETFD, FD_CLOEXEC);
    ::fcntl(runner_memory, F_SETFD, FD_CLOEXEC);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // As in the host, where a broken connection is an error of whoever writes; and when everybody is told to end, it is
    // the host that ends this process, with what it is handling done.
    for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP}) ::signal(number, SIG_IGN);
    if (std::to_string(::getppid()) != arguments[2]) return EXIT_FAILURE; // the host ended meanwhile
    try {
        Runner runner{Link{Descriptor{runner_link}, Link::largest_of_host}, Descriptor{runner_memory}};
        return runner.run();
    } catch (const std::exception& error) {
        std::cerr << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
