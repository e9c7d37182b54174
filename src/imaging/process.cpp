#include "imaging/process.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <sstream>
#include <vector>

#include "base/error.hpp"
#include "imaging/sealed_file.hpp"
#include "imaging/spawn.hpp"
#include "imaging/wire.hpp"

namespace arkki::imaging {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
constexpr milliseconds start_limit{30'000};
constexpr milliseconds end_limit{5'000};  ///< for a child to end after its last word, or after being killed

std::pair<Descriptor, Descriptor> socket_pair(int type) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw Error{Fault::unavailable, "reader.unavailable", "no socket"};
    return {Descriptor{ends[0]}, Descriptor{ends[1]}};
}

/// Whether there is something to read before the deadline.
bool readable(int socket, steady_clock::time_point deadline) {
    for (;;) {
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()).count();
        if (left <= 0) return false;
        pollfd watched{socket, POLLIN, 0};
        const int ready = ::poll(&watched, 1, static_cast<int>(std::min<long>(left, 60'000)));
        if (ready > 0) return true;
        if (ready < 0 && errno != EINTR) return false;
    }
}

}  // namespace

Process::Process(const ReaderSettings& settings) : page_limit_{settings.page_limit} {
    auto [ours, theirs] = socket_pair(SOCK_SEQPACKET);
    pid_ = spawn_reader(settings, theirs);
    control_ = std::move(ours);
    theirs.close();
    const auto greeting = next_message(steady_clock::now() + start_limit);
    if (greeting && greeting->kind == control::ready) {
        engine_ = greeting->text;
        return;
    }
    const bool no_cage = greeting && greeting->kind == control::unable && greeting->text == "reader.no_cage";
    stop();
    throw Error{Fault::unavailable, no_cage ? "reader.no_cage" : "reader.unavailable"};
}

Process::~Process() { stop(); }

void Process::stop() noexcept {
    if (pid_ <= 0) return;  // kill(-1) would end everything we may end
    ::kill(pid_, SIGKILL);  // its child dies with it
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
}

Attempt Process::read_page(int file, int number, const Ask& ask) {
    Attempt attempt{Answer{number}, {}, 0, false};
    auto socket = hand_over(file, number, ask);
    if (socket) attempt.failure = listen(socket.number(), attempt.answer, steady_clock::now() + page_limit_);
    socket.close();
    const auto end = usable_ ? end_of_child(!attempt.failure.empty()) : std::nullopt;
    if (!end) {
        usable_ = false;
        attempt.process_lost = attempt.failure.empty();
        if (attempt.failure.empty()) attempt.failure = "reader.crashed";
        return attempt;
    }
    attempt.peak_kilobytes = end->peak_kilobytes;
    const int status = end->status;
    if (WIFEXITED(status) && WEXITSTATUS(status) == control::exit_no_cage)
        throw Error{Fault::unavailable, "reader.no_cage"};
    if (!attempt.failure.empty()) return attempt;
    if (WIFSIGNALED(status))
        attempt.failure = WTERMSIG(status) == SIGXCPU ? "reader.timed_out" : "reader.crashed";
    else if (status != 0)
        attempt.failure = "reader.crashed";
    else if (!attempt.answer.complete())
        attempt.failure = "reader.bad_answer";
    return attempt;
}

Descriptor Process::hand_over(int file, int number, const Ask& ask) {
    auto [ours, theirs] = socket_pair(SOCK_STREAM);
    std::vector<int> descriptors{theirs.number(), file};
    if (ask.forms != nullptr) descriptors.push_back(ask.forms->descriptor());
    WireWriter request;
    request.i32(number).i32(ask.turn_by.value_or(-1)).u8(ask.with_codes ? 1 : 0).u8(ask.forms != nullptr ? 1 : 0);
    const auto& bytes = request.bytes();
    usable_ = control::send(control_.number(), control::page, {}, descriptors) &&
              ::send(ours.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    return usable_ ? std::move(ours) : Descriptor{};
}

std::string Process::listen(int socket, Answer& answer, Deadline deadline) {
    std::array<std::uint8_t, 65536> bytes;
    while (readable(socket, deadline)) {
        const auto received = ::recv(socket, bytes.data(), bytes.size(), 0);
        if (received < 0 && errno == EINTR) continue;
        if (received <= 0) return {};
        try {
            answer.take(ByteView{bytes}.first(static_cast<std::size_t>(received)));
        } catch (const BadBytes&) {
            return "reader.bad_answer";
        }
    }
    return "reader.timed_out";
}

std::optional<Process::ChildEnd> Process::end_of_child(bool kill_at_once) {
    for (bool kill : {kill_at_once, true}) {
        if (kill && !control::send(control_.number(), control::kill)) return std::nullopt;
        const auto message = next_message(steady_clock::now() + end_limit);
        if (!message) continue;
        ChildEnd end;
        std::istringstream numbers{message->text};
        if (message->kind != control::ended || !(numbers >> end.status >> end.peak_kilobytes)) return std::nullopt;
        return end;
    }
    return std::nullopt;
}

std::optional<control::Message> Process::next_message(Deadline deadline) const {
    if (!readable(control_.number(), deadline)) return std::nullopt;
    return control::receive(control_.number());
}

}  // namespace arkki::imaging
