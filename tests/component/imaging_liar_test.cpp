// A reader that lies: this very program, started under another name, answers what the file tells it to.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <sys/socket.h>
#include <unistd.h>

#include "base/error.hpp"
#include "component/imaging_files.hpp"
#include "imaging/answer.hpp"
#include "imaging/control.hpp"
#include "imaging/wire.hpp"

using namespace arkki;
using namespace arkki::imaging;
using namespace arkki::imaging::test;

namespace {

constexpr std::string_view liar_name = "lying-reader";
constexpr std::string_view magic = "\x89PNG\r\n\x1a\n";

std::string content_of(int file) {
    std::string text(4096, '\0');
    const auto size = ::pread(file, text.data(), text.size(), 0);
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    return text.substr(std::min(magic.size(), text.size()));
}

void say(int socket, FrameKind kind, const WireWriter& payload) {
    WireWriter wire;
    wire.u32(static_cast<std::uint32_t>(payload.bytes().size()))
        .u8(static_cast<std::uint8_t>(kind))
        .raw(payload.bytes());
    ::send(socket, wire.bytes().data(), wire.bytes().size(), MSG_NOSIGNAL);
}

/// One answer, of the kind the file asks for.
void lie(const std::string& what, int socket) {
    if (what == "silence") return;
    if (what == "crowd") say(socket, FrameKind::document, WireWriter{}.i32(1'000'000));
    if (what == "noise") {
        const std::string noise(100'000, '\x5a');
        ::send(socket, noise.data(), noise.size(), MSG_NOSIGNAL);
    }
    if (what == "half") say(socket, FrameKind::document, WireWriter{}.i32(3));
    if (what == "flood") {
        say(socket, FrameKind::document, WireWriter{}.i32(1));
        const Bytes junk(1 << 20, 1);
        for (int i = 0; i < 200; ++i)
            if (::send(socket, junk.data(), junk.size(), MSG_NOSIGNAL) < 0) return;
    }
}

[[noreturn]] void live_as_liar() {
    control::send(0, control::ready, "liar");
    for (;;) {
        auto message = control::receive(0);
        if (!message) ::_exit(0);
        if (message->kind != control::page) continue;
        const auto what = content_of(message->file.number());
        if (what == "hang") {
            while (message && message->kind != control::kill) message = control::receive(0);
            control::send(0, control::ended, "9 0");
            continue;
        }
        if (what == "vanish") ::_exit(0);
        lie(what, message->socket.number());
        message->socket.close();
        control::send(0, control::ended, what == "mumble" ? "what?" : "0 0");
    }
}

/// Before main: Boost.Test must not see this life.
__attribute__((constructor)) void become_the_liar_if_called_so(int count, char** arguments, char**) {
    if (count > 0 && std::string_view{arguments[0]}.ends_with(liar_name)) live_as_liar();
}

struct OnlyOnce {
    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const { return !second_run(); }
};

/// A link to this program under the liar's name.
class Liar {
public:
    Liar() : folder_{std::filesystem::temp_directory_path() / ("arkki-liar-" + std::to_string(::getpid()))} {
        std::filesystem::create_directories(folder_);
        std::filesystem::create_symlink(std::filesystem::read_symlink("/proc/self/exe"), folder_ / liar_name);
    }
    ~Liar() { std::filesystem::remove_all(folder_); }
    [[nodiscard]] ReaderSettings settings() const {
        auto settings = test::settings();
        settings.program = folder_ / liar_name;
        settings.page_limit = std::chrono::milliseconds{300};
        return settings;
    }

private:
    std::filesystem::path folder_;
};

std::string outcome(Reader& reader, const std::string& what) {
    return read(reader, view(std::string{magic} + what)).reading.refusal;
}

long resident_kilobytes() {
    std::ifstream file{"/proc/self/statm"};
    long all = 0, resident = 0;
    file >> all >> resident;
    return resident * 4;
}

}  // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(OnlyOnce{}))
BOOST_AUTO_TEST_SUITE(liar)

BOOST_AUTO_TEST_CASE(lies_void_the_answer_and_silence_is_no_answer) {
    const Liar liar;
    Reader reader{liar.settings()};
    for (const auto* what : {"silence", "crowd", "noise", "flood"})
        BOOST_TEST(outcome(reader, what) == "reader.bad_answer", what);
}

BOOST_AUTO_TEST_CASE(a_reader_that_hangs_or_vanishes_costs_its_page) {
    const Liar liar;
    Reader reader{liar.settings()};
    BOOST_TEST(outcome(reader, "hang") == "reader.timed_out");
    BOOST_TEST(outcome(reader, "vanish") == "reader.crashed");
    BOOST_TEST(outcome(reader, "mumble") == "reader.crashed");
    BOOST_TEST(outcome(reader, "silence") == "reader.bad_answer");
}

BOOST_AUTO_TEST_CASE(a_file_whose_pages_all_fail_is_given_up_after_three) {
    const Liar liar;
    Reader reader{liar.settings()};
    const auto result = read(reader, view(std::string{magic} + "half"));
    BOOST_TEST(result.reading.refusal == "reader.bad_answer");
}

BOOST_AUTO_TEST_CASE(the_service_does_not_grow_under_a_flood) {
    const Liar liar;
    Reader reader{liar.settings()};
    static_cast<void>(outcome(reader, "flood"));
    const long before = resident_kilobytes();
    for (int i = 0; i < 5; ++i) static_cast<void>(outcome(reader, "flood"));
    BOOST_TEST(resident_kilobytes() - before < 20'000);
}

BOOST_AUTO_TEST_SUITE_END()
