// Scanners, bad ends first: SANE's test backend with every status, and network scanners of ours with every fault, each
// through the real scanimage.
#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <thread>

#include "support/test_scanner.hpp"
#include "support/test_office.hpp"

using namespace arkki;
using namespace arkki::intake;
using namespace std::chrono_literals;
using test::ScanBench;

namespace arkki::intake {
std::ostream& operator<<(std::ostream& out, ScanEnd end) { return out << code(end); }
}  // namespace arkki::intake

namespace {

const std::string sheet = ARKKI_SOURCE_DIR "/scans/samples/rectify-fi.jpg";
const ScanChoice adf{"ADF", "Gray", 300};

bool is_png(const std::string& bytes) { return bytes.starts_with("\x89PNG") && bytes.find("IEND") != std::string::npos; }

/// Processes whose parent we are or that lost theirs, by program.
int running_scanimages(const std::string& folder) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
        std::ifstream in{entry.path() / "environ"};
        const std::string all{std::istreambuf_iterator<char>{in}, {}};
        count += all.find("SANE_CONFIG_DIR=" + folder) != std::string::npos;
    }
    return count;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_status_of_the_test_backend_has_its_end_and_leaves_no_page) {
    const std::map<std::string, ScanEnd> ends{
        {"UNSUPPORTED", ScanEnd::refused},    {"CANCELLED", ScanEnd::cancelled}, {"DEVICE_BUSY", ScanEnd::busy},
        {"INVAL", ScanEnd::refused},          {"JAMMED", ScanEnd::jammed},       {"NO_DOCS", ScanEnd::no_paper},
        {"COVER_OPEN", ScanEnd::cover_open},  {"IO_ERROR", ScanEnd::unreachable},
        {"ACCESS_DENIED", ScanEnd::no_access}, {"EOF", ScanEnd::broken}};
    for (const auto& [status, end] : ends) {
        ScanBench bench{test::test_backend(status)};
        BOOST_TEST(bench.run(test::from_the_feeder) == end, status);
        BOOST_TEST(bench.sheets.empty(), status);
    }
}

BOOST_AUTO_TEST_CASE(a_device_that_is_not_there_is_unreachable) {
    ScanBench bench{{"none", "None", "", "test:99", {}}};
    BOOST_TEST(bench.run({}) == ScanEnd::unreachable);
    BOOST_TEST(test::refusal_of([&] { return bench.scanner.choices(); }) == "scan.unreachable");
    ScanBench off{{"off", "Switched off", "http://127.0.0.1:1/eSCL/", "", {}}};
    BOOST_TEST(off.run(adf) == ScanEnd::unreachable);
}

BOOST_AUTO_TEST_CASE(a_mode_it_does_not_have_is_refused) {
    ScanBench bench{test::test_backend()};
    BOOST_TEST(bench.run({"Automatic Document Feeder", "Bogus", 75}) == ScanEnd::refused);
}

BOOST_AUTO_TEST_CASE(a_program_that_is_not_there_is_said) {
    test::TestFolder folder;
    const Scanner scanner{test::test_backend(), {.program = "/nonexistent/scanimage", .folder = folder.path()}};
    BOOST_TEST(test::refusal_of([&] { return scanner.choices(); }) == "scan.no_program");
}

BOOST_AUTO_TEST_CASE(a_device_that_would_leave_its_line_of_the_settings_is_refused) {
    const auto refused = [](const ScannerDevice& device) {
        return test::refusal_of([&] { return device.check(), 0; }) == "scan.bad_device";
    };
    BOOST_TEST(refused({"a", "A", "http://x/\"\n[options]", "", {}}));
    BOOST_TEST(refused({"a", "A", "http://x/, wsd", "", {}}));
    BOOST_TEST(refused({"a", "A", "ftp://x/", "", {}}));
    BOOST_TEST(refused({"../a", "A", "http://x/", "", {}}));
    BOOST_TEST(refused({"a", "A", "", "../../etc:0", {}}));
    BOOST_TEST(refused({"a", "A", "", "", {}}));
    BOOST_TEST(refused({"a", "A", "http://x/", "test:0", {}}));
    BOOST_TEST(!refused({"a", "A", "https://192.0.2.10/eSCL/", "", {}}));
}

BOOST_AUTO_TEST_CASE(two_cannot_use_one_device_at_a_time) {
    test::TestFolder folder;
    auto first = std::make_unique<DeviceLock>(folder.path(), "desk");
    BOOST_TEST(test::refusal_of([&] { return DeviceLock{folder.path(), "desk"}, 0; }) == "scan.device_in_use");
    const DeviceLock other{folder.path(), "hall"};
    first.reset();
    const DeviceLock again{folder.path(), "desk"};
}

BOOST_AUTO_TEST_CASE(the_feeder_is_emptied_and_every_sheet_is_a_whole_picture) {
    ScanBench bench{test::test_backend()};
    BOOST_TEST(bench.run(test::from_the_feeder) == ScanEnd::done);
    BOOST_TEST(bench.sheets.size() == 10u);
    for (const auto& [number, bytes] : bench.sheets) BOOST_TEST(is_png(bytes), number);
    BOOST_TEST(bench.left_over() == 0u);
}

BOOST_AUTO_TEST_CASE(one_sheet_of_the_glass_is_one_sheet_with_the_number_it_was_given) {
    ScanBench bench{test::test_backend()};
    BOOST_TEST(bench.run({"Flatbed", "Gray", 75}, 7, 1) == ScanEnd::done);
    BOOST_TEST(bench.sheets.size() == 1u);
    BOOST_TEST(bench.sheets.contains(7));
}

BOOST_AUTO_TEST_CASE(pages_are_written_where_nobody_else_can_look) {
    ScanBench bench{test::test_backend()};
    static_cast<void>(bench.run(test::from_the_feeder));
    struct stat facts {};
    BOOST_TEST_REQUIRE(::stat(bench.pages().c_str(), &facts) == 0);
    BOOST_TEST((facts.st_mode & 077) == 0u);
}

BOOST_AUTO_TEST_CASE(the_choices_of_a_device_are_asked_of_it) {
    ScanBench bench{test::test_backend()};
    const auto choices = bench.scanner.choices();
    BOOST_TEST(usual_choice(choices).source == "Automatic Document Feeder");
    BOOST_TEST(usual_choice(choices).mode == "Gray");
    const test::SimulatedScanner machine{"", {}};
    ScanBench network{machine.device()};
    BOOST_TEST(usual_choice(network.scanner.choices()).source == "ADF");
}

BOOST_AUTO_TEST_CASE(a_jam_on_sheet_2_keeps_sheet_1_and_the_batch_goes_on_with_the_next_number) {
    for (const auto& [fault, end] : std::map<std::string, ScanEnd>{{"jam:2", ScanEnd::jammed},
                                                                   {"cover:2", ScanEnd::cover_open},
                                                                   {"away:2", ScanEnd::unreachable}}) {
        const test::SimulatedScanner machine{fault, {sheet, sheet, sheet}};
        ScanBench bench{machine.device()};
        BOOST_TEST(bench.run(adf) == end, fault);
        BOOST_TEST(bench.sheets.size() == 1u, fault);
        BOOST_TEST(bench.run(adf, 2) == ScanEnd::done, fault);
        BOOST_TEST(bench.sheets.size() == 3u, fault);
        for (const auto& [number, bytes] : bench.sheets) BOOST_TEST(is_png(bytes), number);
        BOOST_TEST(bench.left_over() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(an_empty_feeder_a_jam_a_cover_and_a_busy_machine_at_the_start_are_said) {
    for (const auto& [fault, end] : std::map<std::string, ScanEnd>{{"empty", ScanEnd::no_paper},
                                                                   {"jam", ScanEnd::jammed},
                                                                   {"cover", ScanEnd::cover_open},
                                                                   {"busy", ScanEnd::busy}}) {
        const test::SimulatedScanner machine{fault, {sheet}};
        ScanBench bench{machine.device()};
        BOOST_TEST(bench.run(adf) == end, fault);
        BOOST_TEST(bench.sheets.empty());
    }
}

BOOST_AUTO_TEST_CASE(a_machine_that_never_answers_is_ended_within_the_grace_and_what_came_is_kept) {
    const test::SimulatedScanner machine{"mute:2", {sheet, sheet}};
    ScanBench bench{machine.device(), {8s, 1s}};
    const auto begin = std::chrono::steady_clock::now();
    BOOST_TEST(bench.run(adf) == ScanEnd::timed_out);
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 40s));
    BOOST_TEST(bench.sheets.size() == 1u);
    BOOST_TEST(running_scanimages(bench.pages().parent_path().string()) == 0);
}

BOOST_AUTO_TEST_CASE(whoever_cancels_is_obeyed) {
    const test::SimulatedScanner machine{"mute", {sheet}};
    ScanBench bench{machine.device(), {60s, 1s}};
    std::atomic<bool> stop = false;
    std::thread somebody{[&] {
        std::this_thread::sleep_for(500ms);
        stop = true;
    }};
    BOOST_TEST(bench.run(adf, 1, 0, &stop) == ScanEnd::cancelled);
    somebody.join();
}

BOOST_AUTO_TEST_CASE(pages_that_fill_the_disk_stop_the_run_and_are_kept) {
    test::TestFolder folder;
    const Scanner scanner{test::test_backend(),
                          {.folder = folder.path() / "devices", .most_bytes = 1u << 30, .least_free = ~0ull}};
    int sheets = 0;
    const auto end = scanner.run({test::from_the_feeder, 1, 0, folder.path() / "pages"},
                                 {[&](int, int) { ++sheets; }, {}, nullptr});
    BOOST_TEST(end == ScanEnd::no_room);
    BOOST_TEST(sheets <= 10);
}

BOOST_AUTO_TEST_CASE(a_page_that_cannot_be_taken_in_stays_and_comes_first_the_next_time) {
    ScanBench bench{test::test_backend()};
    int tries = 0;
    const auto refuses = [&](int number, int) {
        if (number == 3) throw Error{Fault::unavailable, "vault.cannot_write"};
        ++tries;
    };
    BOOST_TEST(test::refusal_of([&] {
                   return bench.scanner.run({test::from_the_feeder, 1, 0, bench.pages()}, {refuses, {}, nullptr});
               }) == "vault.cannot_write");
    BOOST_TEST(tries == 2);
    std::vector<int> numbers;
    hand_over_pages(bench.pages(), [&](int number, int) { numbers.push_back(number); });
    BOOST_TEST_REQUIRE(!numbers.empty());
    BOOST_TEST(numbers.front() == 3);
    BOOST_TEST(hand_over_pages(bench.pages(), [](int, int) {}) == 0);
}

BOOST_AUTO_TEST_CASE(killing_the_service_kills_the_scan) {
    const test::SimulatedScanner machine{"mute", {sheet}};
    test::TestFolder folder;
    const pid_t service = ::fork();
    if (service == 0) {
        const Scanner scanner{machine.device(), {.folder = folder.path() / "devices"}};
        static_cast<void>(scanner.run({adf, 1, 0, folder.path() / "pages"}, {[](int, int) {}, {}, nullptr}));
        ::_exit(0);
    }
    const std::string settings = folder.path().string();
    for (int i = 0; i < 300 && running_scanimages(settings) == 0; ++i) std::this_thread::sleep_for(50ms);
    BOOST_TEST(running_scanimages(settings) == 1);
    ::kill(service, SIGKILL);
    ::waitpid(service, nullptr, 0);
    for (int i = 0; i < 100 && running_scanimages(settings) > 0; ++i) std::this_thread::sleep_for(50ms);
    BOOST_TEST(running_scanimages(settings) == 0);
}

BOOST_AUTO_TEST_CASE(a_page_under_way_is_not_taken_for_a_page) {
    test::TestFolder folder;
    for (const auto* name : {"p0001.png.part", "p0002.pngx", "q0003.png", "p.png", "p-1.png", "p0x4.png"})
        std::ofstream{folder.path() / name} << "half";
    BOOST_TEST(hand_over_pages(folder.path(), [](int, int) {}) == 0);
}
