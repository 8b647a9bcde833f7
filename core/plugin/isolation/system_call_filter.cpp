#include "core/plugin/isolation/system_call_filter.hpp"

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

namespace turnout::plugins::isolation {

namespace {

using Context = std::unique_ptr<void, decltype([](scmp_filter_ctx context) { ::seccomp_release(context); })>;

void check(int result) {
    if (result < 0) throw std::system_error(-result, std::generic_category(), "isolation.seccomp");
}

constexpr std::array never{
    // Programs and processes.
    SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(fork), SCMP_SYS(vfork),
    // Other processes.
    SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev), SCMP_SYS(process_madvise),
    SCMP_SYS(pidfd_getfd), SCMP_SYS(pidfd_send_signal), SCMP_SYS(rt_sigqueueinfo), SCMP_SYS(rt_tgsigqueueinfo),
    SCMP_SYS(kcmp), SCMP_SYS(move_pages), SCMP_SYS(migrate_pages), SCMP_SYS(tkill),
    // The machine.
    SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root), SCMP_SYS(chroot), SCMP_SYS(move_mount),
    SCMP_SYS(open_tree), SCMP_SYS(fsopen), SCMP_SYS(fsmount), SCMP_SYS(mount_setattr), SCMP_SYS(swapon),
    SCMP_SYS(swapoff), SCMP_SYS(reboot), SCMP_SYS(kexec_load), SCMP_SYS(kexec_file_load), SCMP_SYS(init_module),
    SCMP_SYS(finit_module), SCMP_SYS(delete_module), SCMP_SYS(acct), SCMP_SYS(quotactl), SCMP_SYS(settimeofday),
    SCMP_SYS(clock_settime), SCMP_SYS(clock_adjtime), SCMP_SYS(adjtimex), SCMP_SYS(sethostname),
    SCMP_SYS(setdomainname), SCMP_SYS(syslog), SCMP_SYS(iopl), SCMP_SYS(ioperm),
    // The kernel's less trodden paths.
    SCMP_SYS(bpf), SCMP_SYS(perf_event_open), SCMP_SYS(userfaultfd), SCMP_SYS(setns), SCMP_SYS(unshare),
    SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key), SCMP_SYS(open_by_handle_at), SCMP_SYS(personality),
    SCMP_SYS(io_uring_setup)};

} // namespace

void filter_system_calls() {
    const Context context{::seccomp_init(SCMP_ACT_ALLOW)};
    if (!context) throw std::system_error(ENOMEM, std::generic_category(), "isolation.seccomp");
    auto* filter = context.get();
    check(::seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1)); // the thread that reads the link, too
    const auto refused = SCMP_ACT_ERRNO(EPERM);
    for (const auto call : never) {
        const int result = ::seccomp_rule_add(filter, refused, call, 0);
        if (result != -EDOM) check(result); // this machine has no such call
    }
    // Threads are fine, processes are not. glibc asks for clone3 first, whose flags no filter can see.
    check(::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0));
    check(::seccomp_rule_add(filter, refused, SCMP_SYS(clone), 1, SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0)));
    const auto self = static_cast<scmp_datum_t>(::getpid());
    check(::seccomp_rule_add(filter, refused, SCMP_SYS(kill), 1, SCMP_A0(SCMP_CMP_NE, self)));
    check(::seccomp_rule_add(filter, refused, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_NE, self)));
    for (const auto command : {F_SETOWN, F_SETOWN_EX, F_SETSIG}) // signals by way of a descriptor
        check(::seccomp_rule_add(filter, refused, SCMP_SYS(fcntl), 1,
                                 SCMP_A1(SCMP_CMP_EQ, static_cast<scmp_datum_t>(command))));
    check(::seccomp_rule_add(filter, refused, SCMP_SYS(prlimit64), 1, SCMP_A0(SCMP_CMP_NE, 0)));
    check(::seccomp_load(filter));
}

} // namespace turnout::plugins::isolation
