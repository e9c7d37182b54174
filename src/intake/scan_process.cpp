#include "intake/scan_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include "base/error.hpp"

namespace arkki::intake {
namespace {

using std::chrono::steady_clock;

/// Everything the child needs, made before the fork: between fork and exec a program of many threads may only do what a
/// signal handler may.
struct Launch {
    std::string program, folder;
    std::vector<std::string> arguments, variables;
    std::vector<char*> argument_pointers, variable_pointers;
    rlim_t largest_file;
    int words;      ///< what it says goes here
    int voice;      ///< 1 or 2
    pid_t parent;

    Launch(const ScanProcess::Command& command, int words_to, int descriptor)
        : program{command.program.string()},
          folder{command.folder.string()},
          arguments{command.arguments},
          variables{"LC_ALL=C", "PATH=/usr/bin:/bin", "HOME=" + folder,
                    "SANE_CONFIG_DIR=" + command.settings.string()},
          largest_file{command.largest_file},
          words{words_to},
          voice{descriptor},
          parent{::getpid()} {
        arguments.insert(arguments.begin(), program);
        for (auto& text : arguments) argument_pointers.push_back(text.data());
        for (auto& text : variables) variable_pointers.push_back(text.data());
        argument_pointers.push_back(nullptr);
        variable_pointers.push_back(nullptr);
    }
};

/// In the child. The death signal comes when the thread that started it ends: that thread is in `watch`.
[[noreturn]] void become(const Launch& launch) {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != launch.parent) ::_exit(127);  // it died before we said so
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM, SIGCHLD, SIGHUP}) ::signal(signal, SIG_DFL);
    const rlimit file{launch.largest_file, launch.largest_file};
    ::setrlimit(RLIMIT_FSIZE, &file);
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    const int nothing = ::open("/dev/null", O_RDWR);
    ::dup2(nothing, 0);
    ::dup2(launch.voice == 1 ? launch.words : nothing, 1);
    ::dup2(launch.voice == 2 ? launch.words : nothing, 2);
    ::close_range(3, ~0U, 0);
    if (::chdir(launch.folder.c_str()) == 0)
        ::execve(launch.program.c_str(), launch.argument_pointers.data(), launch.variable_pointers.data());
    ::_exit(127);
}

}  // namespace

ScanProcess::ScanProcess(const Command& command, Speech speech) {
    std::array<int, 2> ends{};
    if (::access(command.program.c_str(), X_OK) != 0 || ::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw Error{Fault::unavailable, "scan.no_program", command.program.string()};
    words_ = imaging::Descriptor{ends[0]};
    imaging::Descriptor theirs{ends[1]};
    const Launch launch{command, theirs.number(), speech == Speech::output ? 1 : 2};
    pid_ = ::fork();
    if (pid_ == 0) become(launch);
    if (pid_ < 0) throw Error{Fault::unavailable, "scan.no_program", "fork"};
}

ScanProcess::~ScanProcess() { end(); }

bool ScanProcess::has_ended() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == pid_;
}

/// The group is ended before its leader is reaped, as its number is ours only so long.
void ScanProcess::end() noexcept {
    if (pid_ > 0) static_cast<void>(reap());
}

int ScanProcess::reap() noexcept {
    ::kill(-pid_, SIGKILL);
    ::kill(pid_, SIGKILL);  // it may not have come to its own group yet
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    return status;
}

ScanExit ScanProcess::watch(const ScanPatience& patience, const std::function<Wish(std::string_view)>& on_words) {
    ScanExit exit;
    auto deadline = steady_clock::now() + patience.silence;
    bool told_to_stop = false, open = true;
    const auto tell_to_stop = [&] {
        if (std::exchange(told_to_stop, true)) return;
        ::kill(pid_, SIGINT);
        deadline = steady_clock::now() + patience.grace;
    };
    std::array<char, 4'096> buffer{};
    for (bool ended = false; !ended;) {
        pollfd watched{open ? words_.number() : -1, POLLIN, 0};
        const bool ready = ::poll(&watched, 1, 100) > 0;
        ended = !ready && has_ended();
        const auto got = ready ? ::read(words_.number(), buffer.data(), buffer.size()) : 0;
        open = open && !(ready && got <= 0);
        if (got > 0 && !told_to_stop) deadline = steady_clock::now() + patience.silence;
        const Wish wish = on_words({buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0});
        exit.cancelled = exit.cancelled || (wish == Wish::stop && !told_to_stop);
        exit.no_room = exit.no_room || (wish == Wish::no_room && !told_to_stop);
        if (wish != Wish::go_on) tell_to_stop();
        if (steady_clock::now() < deadline) continue;
        if (told_to_stop) break;
        exit.timed_out = true;
        tell_to_stop();
    }
    const bool by_itself = has_ended();
    const int status = reap();
    if (by_itself && WIFEXITED(status)) exit.code = WEXITSTATUS(status);
    return exit;
}

}  // namespace arkki::intake
