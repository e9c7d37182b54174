#include "imaging/reader/probe.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <string_view>

namespace arkki::imaging {
namespace {

constexpr std::size_t gigabyte = 1u << 30;

void say(std::string line) {
    line += '\n';
    static_cast<void>(!::write(1, line.data(), line.size()));
}

bool opens(const char* path, int flags) {
    const int file = ::open(path, flags, 0600);
    return file >= 0 && ::close(file) == 0;
}

bool makes_socket(int family, int type) { return ::socket(family, type, 0) >= 0; }

bool forks() {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    return child > 0 && ::waitpid(child, nullptr, 0) == child;
}

bool runs_a_program() {
    std::array<char*, 1> nothing{nullptr};
    ::execve("/bin/true", nothing.data(), nothing.data());  // does not come back if allowed: the last line is missing
    return false;
}

bool maps(std::size_t size, int protection) {
    void* memory = ::mmap(nullptr, size, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return memory != MAP_FAILED && ::munmap(memory, size) == 0;
}

bool raises_its_memory() {
    const rlimit none{RLIM_INFINITY, RLIM_INFINITY};
    return ::setrlimit(RLIMIT_AS, &none) == 0;
}

bool limits_its_parent() {
    const rlimit one{1, 1};
    return ::syscall(SYS_prlimit64, ::getppid(), RLIMIT_NOFILE, &one, nullptr) == 0;
}

bool takes_a_descriptor_of_its_parent() {
    const auto parent = static_cast<int>(::syscall(SYS_pidfd_open, ::getppid(), 0));
    return parent >= 0 && ::syscall(SYS_pidfd_getfd, parent, 0, 0) >= 0;
}

bool reads_its_parents_memory() {
    std::array<char, 8> here{};
    const iovec local{here.data(), here.size()}, remote{here.data(), here.size()};
    return ::process_vm_readv(::getppid(), &local, 1, &remote, 1, 0) >= 0;
}

struct Attack {
    std::string_view name;
    bool (*succeeds)();
};

constexpr Attack attacks[]{
    {"read a file", [] { return opens("/etc/passwd", O_RDONLY); }},
    {"read its own program", [] { return opens("/proc/self/exe", O_RDONLY); }},
    {"list a folder", [] { return opens("/", O_RDONLY | O_DIRECTORY); }},
    {"make a file", [] { return opens("/tmp/arkki-reader-probe", O_WRONLY | O_CREAT); }},
    {"write among the fonts", [] { return opens("/usr/share/fonts/arkki-probe", O_WRONLY | O_CREAT); }},
    {"remove a file", [] { return ::unlink("/tmp/arkki-reader-probe-target") == 0 || errno != EPERM; }},
    {"make a link", [] { return ::symlink("/etc/passwd", "/tmp/arkki-reader-probe-link") == 0; }},
    {"open a TCP socket", [] { return makes_socket(AF_INET, SOCK_STREAM); }},
    {"open a UDP socket", [] { return makes_socket(AF_INET6, SOCK_DGRAM); }},
    {"open a UNIX socket", [] { return makes_socket(AF_UNIX, SOCK_STREAM); }},
    {"start a process", forks},
    {"run a program", runs_a_program},
    {"start a thread by clone3", [] { return ::syscall(SYS_clone3, nullptr, 0) >= 0 || errno != EPERM; }},
    {"signal its parent", [] { return ::kill(::getppid(), 0) == 0; }},
    {"trace its parent", [] { return ::ptrace(PTRACE_SEIZE, ::getppid(), nullptr, nullptr) == 0; }},
    {"limit its parent", limits_its_parent},
    {"take a descriptor of its parent", takes_a_descriptor_of_its_parent},
    {"open what another process has open",
     [] { return opens(("/proc/" + std::to_string(::getppid()) + "/fd/0").c_str(), O_RDONLY); }},
    {"read its parent's memory", reads_its_parents_memory},
    {"raise its own limits", raises_its_memory},
    {"map 2 GB", [] { return maps(2 * gigabyte, PROT_READ | PROT_WRITE); }},
    {"map executable memory", [] { return maps(4096, PROT_READ | PROT_EXEC); }},
    {"make a memory file", [] { return ::syscall(SYS_memfd_create, "probe", 0) >= 0; }},
    {"mount a file system", [] { return ::syscall(SYS_mount, "none", "/tmp", "tmpfs", 0, nullptr) == 0; }},
};

bool says(bool as_it_should, std::string_view good, std::string_view bad, std::string_view name) {
    say(std::string{as_it_should ? good : bad} + " " + std::string{name});
    return as_it_should;
}

}  // namespace

int probe(Landlock landlock) {
    shut_in(landlock);
    bool good = true;
    for (const auto& attack : attacks) good &= says(!attack.succeeds(), "refused", "ALLOWED", attack.name);
    good &= says(maps(gigabyte / 4, PROT_READ | PROT_WRITE), "works", "BROKEN", "mapping 256 MB");
    say("end");
    return good ? 0 : 1;
}

}  // namespace arkki::imaging
