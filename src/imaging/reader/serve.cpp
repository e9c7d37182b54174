#include "imaging/reader/serve.hpp"

#include <poll.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "imaging/control.hpp"
#include "imaging/reader/engines.hpp"
#include "imaging/reader/page_child.hpp"
#include "imaging/reader/scan_file.hpp"

namespace arkki::imaging {
namespace {

constexpr int control_socket = 0;

int unable(const char* key) {
    control::send(control_socket, control::unable, key);
    return 1;
}

bool wait_for(const std::array<pollfd, 2>& wanted, std::array<pollfd, 2>& happened) {
    happened = wanted;
    return ::poll(happened.data(), happened.size(), -1) >= 0 || errno == EINTR;
}

/// Waits for the child, killing it if told to or if the service is gone. False if the service is gone.
bool see_it_out(pid_t child) {
    const Descriptor life{static_cast<int>(::syscall(SYS_pidfd_open, child, 0))};
    bool listening = true;
    for (bool alive = static_cast<bool>(life); alive;) {
        const std::array<pollfd, 2> wanted{{{life.number(), POLLIN, 0}, {listening ? control_socket : -1, POLLIN, 0}}};
        std::array<pollfd, 2> happened{};
        if (!wait_for(wanted, happened)) break;
        if (happened[1].revents != 0) {
            const auto message = control::receive(control_socket);
            listening = message.has_value();
            if (!message || message->kind == control::kill) ::kill(child, SIGKILL);
        }
        alive = happened[0].revents == 0;
    }
    int status = 0;
    rusage usage{};
    while (::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
    }
    return listening && control::send(control_socket, control::ended,
                                      std::to_string(status) + " " + std::to_string(usage.ru_maxrss));
}

bool read_one_page(control::Message message, Engines& engines, Landlock landlock) {
    const pid_t child = ::fork();
    if (child == 0) live_for_one_page({message.socket.number(), message.file.number(), message.forms.number()}, engines, landlock);
    message.socket.close();
    message.file.close();
    message.forms.close();
    if (child < 0) return control::send(control_socket, control::ended, std::to_string(SIGKILL) + " 0");
    return see_it_out(child);
}

}  // namespace

int serve(Landlock landlock) try {
    const char* threads = std::getenv("OMP_THREAD_LIMIT");
    if (threads == nullptr || std::string_view{threads} != "1") return unable("reader.unavailable");
    if (!has_landlock() && landlock == Landlock::required) return unable("reader.no_cage");
    setMsgSeverity(L_SEVERITY_NONE);  // library messages may quote what is on the page
    Engines engines;
    prepare_pdf();
    if (!control::send(control_socket, control::ready, engines.line())) return 1;
    for (;;) {
        auto message = control::receive(control_socket);
        if (!message) return 0;
        if (message->kind != control::page || !message->socket || !message->file) continue;  // a late "kill"
        if (!read_one_page(std::move(*message), engines, landlock)) return 0;
    }
} catch (const std::exception&) {
    return unable("reader.unavailable");
}

}  // namespace arkki::imaging
