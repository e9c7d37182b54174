// The cage from inside, and what happens when somebody dies.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include <unistd.h>

#include "component/imaging_files.hpp"

using namespace arkki;
using namespace arkki::imaging;
using namespace arkki::imaging::test;

namespace {

struct OnlyOnce {
    boost::test_tools::assertion_result operator()(boost::unit_test::test_unit_id) const { return !second_run(); }
};

struct Output {
    std::string text;
    int status;
};
Output run(const std::string& command) {
    Output output{{}, -1};
    FILE* pipe = ::popen(command.c_str(), "r");
    for (char buffer[512]; std::fgets(buffer, sizeof buffer, pipe) != nullptr;) output.text += buffer;
    output.status = ::pclose(pipe);
    return output;
}

std::vector<pid_t> children_of(pid_t parent) {
    std::vector<pid_t> children;
    for (const auto& task : std::filesystem::directory_iterator{"/proc/" + std::to_string(parent) + "/task"}) {
        std::ifstream file{task.path() / "children"};
        for (pid_t child = 0; file >> child;) children.push_back(child);
    }
    return children;
}

/// The readers a test starts. Those that other tests of this program left running are none of its business.
class OwnReaders {
public:
    [[nodiscard]] std::vector<pid_t> now() const {
        auto readers = children_of(::getpid());
        std::erase_if(readers, [&](pid_t reader) { return std::ranges::find(before_, reader) != before_.end(); });
        return readers;
    }

private:
    std::vector<pid_t> before_ = children_of(::getpid());
};

/// A page that keeps the recogniser busy long enough to be met at work.
Bytes slow_page() {
    Picture8 picture{2480, 480};
    for (int y = 60; y < 400; y += 45)
        write_bars(picture, 60, y, 24, std::string(100, 'H').replace(30, 1, " ").replace(60, 1, " "));
    return png(picture);
}

/// Waits for a page's child of one of these readers: nothing if none comes.
pid_t wait_for_page_child(const OwnReaders& readers, pid_t& reader) {
    for (int i = 0; i < 1000; ++i) {
        for (const pid_t candidate : readers.now()) {
            const auto pages = children_of(candidate);
            if (!pages.empty()) {
                reader = candidate;
                return pages[0];
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return -1;
}

}  // namespace

BOOST_TEST_DECORATOR(*boost::unit_test::precondition(OnlyOnce{}))
BOOST_AUTO_TEST_SUITE(cage)

BOOST_AUTO_TEST_CASE(nothing_can_be_done_from_inside) {
    const auto output = run(settings().program.string() + " --probe 2>&1 | cat");
    BOOST_TEST(output.text.find("ALLOWED") == std::string::npos, output.text);
    BOOST_TEST(output.text.find("BROKEN") == std::string::npos, output.text);
    BOOST_TEST(output.text.ends_with("end\n"), output.text);
    for (const auto* attack :
         {"read a file", "make a file", "open a TCP socket", "open a UNIX socket", "start a process", "run a program",
          "signal its parent", "map 2 GB", "raise its own limits", "take a descriptor of its parent",
          "open what another process has open", "read its parent's memory"})
        BOOST_TEST(output.text.find(std::string{"refused "} + attack) != std::string::npos, attack);
}

BOOST_AUTO_TEST_CASE(a_killed_child_costs_its_page_only) {
    const OwnReaders readers;
    Reader reader{settings()};
    const auto file = slow_page();
    Result result;
    std::atomic<bool> done{false};
    std::thread reading{[&] { result = read(reader, file), done = true; }};
    // A page whose child dies while codes are looked for is read once more without them: that child has to go as well.
    pid_t process = -1;
    int killed = 0;
    while (!done) {
        for (const pid_t candidate : readers.now())
            for (const pid_t child : children_of(candidate)) {
                process = candidate;
                if (::kill(child, SIGKILL) == 0) ++killed;
            }
        std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
    reading.join();
    BOOST_TEST_REQUIRE(killed > 0);
    BOOST_TEST(result.reading.refusal == "reader.crashed");
    BOOST_TEST((readers.now() == std::vector<pid_t>{process}));
    BOOST_TEST(read(reader, png(bar_page())).reading.refusal == "");
}

BOOST_AUTO_TEST_CASE(a_killed_reader_is_started_again_and_its_page_read_once) {
    const OwnReaders readers;
    Reader reader{settings()};
    Result result;
    const auto file = slow_page();
    std::thread reading{[&] { result = read(reader, file); }};
    pid_t process = -1;
    const pid_t child = wait_for_page_child(readers, process);
    if (process > 0) ::kill(process, SIGKILL);
    reading.join();
    BOOST_TEST_REQUIRE(child > 0);
    BOOST_TEST(result.reading.refusal == "");
    BOOST_TEST(result.pages.size() == 1u);
    BOOST_TEST((::kill(child, 0) != 0), "the page's child outlived its parent");
}

BOOST_AUTO_TEST_CASE(readers_end_with_their_owner) {
    const OwnReaders readers;
    std::vector<pid_t> during;
    {
        Reader reader{settings()};
        static_cast<void>(read(reader, png(bar_page())));
        during = readers.now();
    }
    BOOST_TEST(during.size() == 1u);
    BOOST_TEST(readers.now().empty());
    for (const pid_t child : during) BOOST_TEST((::kill(child, 0) != 0));
}

BOOST_AUTO_TEST_CASE(two_slots_read_at_the_same_time_and_say_the_same_as_one) {
    const OwnReaders readers;
    auto two = settings();
    two.slots = 2;
    Reader reader{two};
    const auto file = png(bar_page());
    const auto expected = read(reader, file).text();
    std::vector<std::string> texts(6);
    std::vector<std::thread> threads;
    for (auto& text : texts) threads.emplace_back([&] { text = read(reader, file).text(); });
    for (auto& thread : threads) thread.join();
    for (const auto& text : texts) BOOST_TEST(text == expected);
    BOOST_TEST(readers.now().size() >= 1u);
    BOOST_TEST(readers.now().size() <= 2u);
}

BOOST_AUTO_TEST_SUITE_END()
