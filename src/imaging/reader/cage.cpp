#include "imaging/reader/cage.hpp"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "imaging/control.hpp"

namespace arkki::imaging {
namespace {

constexpr rlim_t megabyte = 1u << 20;

void require(bool truth) noexcept {
    if (!truth) ::_exit(control::exit_no_cage);
}

void limit(__rlimit_resource what, rlim_t value) noexcept {
    const rlimit both{value, value};
    require(::setrlimit(what, &both) == 0);
}

void limit_resources() noexcept {
    limit(RLIMIT_AS, 1024 * megabyte);
    limit(RLIMIT_CPU, 120);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_NOFILE, 64);
    limit(RLIMIT_CORE, 0);  // a core dump would hold the page
    // RLIMIT_NPROC counts per user, not per process: seccomp forbids new processes instead.
}

long landlock_version() noexcept {
    return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

/// Every right over files that this version knows; the headers may be older than the kernel.
std::uint64_t all_file_rights(long version) noexcept {
    if (version >= 5) return 0xffff;
    return version >= 3 ? 0x7fff : version == 2 ? 0x3fff : 0x1fff;
}

void allow_reading(int rules, const char* folder) noexcept {
    const int opened = ::open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0) return;  // not every system has every folder
    landlock_path_beneath_attr rule{};
    rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE;
    rule.parent_fd = opened;
    require(::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0);
    ::close(opened);
}

void close_the_file_system() noexcept {
    landlock_ruleset_attr handled{};
    handled.handled_access_fs = all_file_rights(landlock_version());
    const int rules = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0));
    require(rules >= 0);
    for (const char* folder : {"/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/poppler"})
        allow_reading(rules, folder);
    require(::syscall(SYS_landlock_restrict_self, rules, 0) == 0);
    ::close(rules);
}

/// What decoding and recognising need once everything is open. Everything else fails with EPERM, which libraries
/// survive.
constexpr int harmless_calls[]{SCMP_SYS(read),
                               SCMP_SYS(write),
                               SCMP_SYS(readv),
                               SCMP_SYS(writev),
                               SCMP_SYS(pread64),
                               SCMP_SYS(pwrite64),
                               SCMP_SYS(close),
                               SCMP_SYS(fstat),
                               SCMP_SYS(newfstatat),
                               SCMP_SYS(statx),
                               SCMP_SYS(lseek),
                               SCMP_SYS(munmap),
                               SCMP_SYS(mremap),
                               SCMP_SYS(madvise),
                               SCMP_SYS(brk),
                               SCMP_SYS(rt_sigaction),
                               SCMP_SYS(rt_sigprocmask),
                               SCMP_SYS(rt_sigreturn),
                               SCMP_SYS(exit),
                               SCMP_SYS(exit_group),
                               SCMP_SYS(futex),
                               SCMP_SYS(clock_gettime),
                               SCMP_SYS(clock_nanosleep),
                               SCMP_SYS(gettid),
                               SCMP_SYS(getpid),
                               SCMP_SYS(getrandom),
                               SCMP_SYS(set_robust_list),
                               SCMP_SYS(rseq),
                               SCMP_SYS(sched_getaffinity),
                               SCMP_SYS(sched_yield),
                               SCMP_SYS(fcntl),
                               SCMP_SYS(poll),
                               SCMP_SYS(sysinfo),
                               SCMP_SYS(uname),
                               SCMP_SYS(getrusage)};

void close_the_kernel(bool may_open_fonts) noexcept {
    const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(1 /* EPERM */));
    require(filter != nullptr);
    int bad = 0;
    for (const int call : harmless_calls) bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
    const auto allow = [&](int call, scmp_arg_cmp condition) {
        bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1, condition);
    };
    allow(SCMP_SYS(mmap), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    allow(SCMP_SYS(mprotect), SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
    allow(SCMP_SYS(tgkill), SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid())));
    constexpr scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC | O_TMPFILE;
    if (may_open_fonts) allow(SCMP_SYS(openat), SCMP_A2(SCMP_CMP_MASKED_EQ, writing, 0));
    // Asking for its own limits is harmless; setting them is not: root could raise them again.
    bad |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, SCMP_A0(SCMP_CMP_EQ, 0),
                            SCMP_A2(SCMP_CMP_EQ, 0));
    require(bad == 0 && seccomp_load(filter) == 0);
    seccomp_release(filter);
}

}  // namespace

bool has_landlock() noexcept { return landlock_version() >= 1; }

void shut_in(Landlock landlock) noexcept {
    const bool closes_files = has_landlock();
    require(closes_files || landlock == Landlock::if_there);
    limit_resources();
    require(::prctl(PR_SET_DUMPABLE, 0) == 0);
    require(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    if (closes_files) close_the_file_system();
    close_the_kernel(closes_files);
}

}  // namespace arkki::imaging
