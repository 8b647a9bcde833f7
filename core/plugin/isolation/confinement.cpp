#include "core/plugin/isolation/confinement.hpp"

#include "core/plugin/isolation/system_call_filter.hpp"

#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace turnout::plugins::isolation {

namespace {

void limit(__rlimit_resource_t resource, std::uint64_t most, const char* what) {
    if (most == 0) return;
    const rlimit limits{most, most};
    if (::setrlimit(resource, &limits) != 0) throw std::system_error(errno, std::generic_category(), what);
}

void become(const std::string& name) {
    if (name.empty()) return;
    const auto* user = ::getpwnam(name.c_str());
    if (user == nullptr) throw std::runtime_error("isolation.user: there is no user " + name);
    const bool done =
        ::initgroups(name.c_str(), user->pw_gid) == 0 && ::setgid(user->pw_gid) == 0 && ::setuid(user->pw_uid) == 0;
    if (!done) throw std::system_error(errno, std::generic_category(), "isolation.user: to become " + name);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL); // the change has taken it back
}

} // namespace

Confinement confinement_of(const config::Plugin& plugin) {
    const auto& wanted = plugin.isolation;
    return {wanted.memory, static_cast<std::uint64_t>(wanted.cpu.count()) / 1000, wanted.files, wanted.user,
            wanted.filter_system_calls};
}

void confine(const Confinement& confinement) {
    limit(RLIMIT_AS, confinement.memory, "limits.memory");
    limit(RLIMIT_CPU, confinement.cpu_seconds, "limits.cpu");
    limit(RLIMIT_NOFILE, confinement.files, "limits.files");
    become(confinement.user);
    if (confinement.filter_system_calls) filter_system_calls();
}

} // namespace turnout::plugins::isolation
