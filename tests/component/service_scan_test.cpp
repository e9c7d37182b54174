// Stacks on the scanners as the service runs them, bad ends first: what is safe stays, the batch says why it waits and
// goes on with the next sheet, also in another service after this one was killed.
#include <boost/test/unit_test.hpp>

#include <fstream>

#include "intake/scan_sheets.hpp"
#include "service/scan_work.hpp"
#include "support/test_scanner.hpp"
#include "support/test_service.hpp"

using namespace arkki;
using namespace std::chrono_literals;
using service::ScanWork;

namespace {

const std::string sheet = ARKKI_SOURCE_DIR "/scans/samples/rectify-fi.jpg";
const intake::ScanChoice adf{"ADF", "Gray", 300};

service::ScanSettings with(intake::ScannerDevice device) {
    return {{std::move(device)}, "/usr/bin/scanimage", {20s, 1s}, 50ms};
}

struct House : test::TestService {
    explicit House(const intake::ScannerDevice& device) : TestService{"2026-11-23", 8, false, with(device)} {}

    access::Desk clerk = desk("clerk");
    intake::Batch seen(BatchId batch) { return intake::Batches{clerk}.show(batch); }
    /// One run from its begin to its end.
    intake::Batch scan(const service::NewScan& wanted) {
        const auto batch = office().scans().begin(clerk, wanted);
        office().scans().wait(batch);
        return seen(batch);
    }
    intake::Batch go_on(BatchId batch) {
        office().scans().go_on(clerk, batch);
        office().scans().wait(batch);
        return seen(batch);
    }
    std::filesystem::path pages(BatchId batch) const {
        return folder() / "data" / "scans" / std::to_string(batch.value());
    }
};

service::NewScan from_bench(std::optional<int> sheets = {}) {
    return {"bench", test::from_the_feeder, sheets, {}, {}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_fault_leaves_an_open_batch_that_says_why) {
    for (const auto& [status, halt] : std::map<std::string, std::string>{{"JAMMED", "scan.jammed"},
                                                                         {"COVER_OPEN", "scan.cover_open"},
                                                                         {"NO_DOCS", "scan.no_paper"},
                                                                         {"DEVICE_BUSY", "scan.busy"},
                                                                         {"IO_ERROR", "scan.unreachable"},
                                                                         {"ACCESS_DENIED", "scan.no_access"}}) {
        House house{test::test_backend(status)};
        const auto batch = house.scan(from_bench());
        BOOST_TEST(batch.open, status);
        BOOST_TEST(batch.halt == halt);
        BOOST_TEST(batch.sheets == 0);
        BOOST_TEST(house.office().catalogue().has(Language::fi, halt));
    }
}

BOOST_AUTO_TEST_CASE(a_device_that_is_not_in_the_settings_is_unknown) {
    House house{test::test_backend()};
    BOOST_TEST(test::key_of([&] { house.office().scans().begin(house.clerk, {"attic", adf, {}, {}, {}}); }) ==
               "scan.unknown_device");
    BOOST_TEST(house.office().scans().device("Test backend").code == "bench");
}

BOOST_AUTO_TEST_CASE(an_auditor_cannot_scan) {
    House house{test::test_backend()};
    const auto auditor = house.desk("auditor");
    BOOST_TEST(test::key_of([&] { house.office().scans().begin(auditor, from_bench()); }).starts_with("access.denied"));
}

BOOST_AUTO_TEST_CASE(an_emptied_feeder_closes_the_batch_and_every_sheet_is_an_arrival_with_its_number) {
    House house{test::test_backend()};
    const auto batch = house.scan(from_bench(10));
    BOOST_TEST(!batch.open);
    BOOST_TEST(batch.sheets == 10);
    const auto sheets = intake::scanned_sheets(house.clerk, batch.id);
    for (int number = 1; number <= 10; ++number)
        BOOST_TEST(sheets.at(static_cast<std::size_t>(number - 1)).sheet == number);
    BOOST_TEST(!std::filesystem::exists(house.pages(batch.id)));
}

BOOST_AUTO_TEST_CASE(sheets_that_differ_from_what_was_counted_are_shown_before_anything_is_filed) {
    House house{test::test_backend()};
    const auto batch = house.scan(from_bench(12));
    BOOST_TEST(batch.open);
    BOOST_TEST(batch.halt == "scan.count_differs");
    BOOST_TEST(batch.differs());
    house.office().scans().finish(house.clerk, batch.id);
    BOOST_TEST(!house.seen(batch.id).open);
    BOOST_TEST(test::key_of([&] { house.office().scans().go_on(house.clerk, batch.id); }) == "batch.closed");
}

BOOST_AUTO_TEST_CASE(a_jam_at_sheet_2_keeps_sheet_1_and_the_same_batch_goes_on) {
    const test::SimulatedScanner machine{"jam:2", {sheet, sheet, sheet}};
    House house{machine.device()};
    const auto jammed = house.scan({"desk", adf, 3, {}, {}});
    BOOST_TEST(jammed.halt == "scan.jammed");
    BOOST_TEST(jammed.sheets == 1);
    BOOST_TEST(test::key_of([&] { house.office().scans().begin(house.clerk, {"desk", adf, {}, {}, {}}); }) ==
               "scan.batch_waits");
    const auto done = house.go_on(jammed.id);
    BOOST_TEST(!done.open);
    BOOST_TEST(done.sheets == 3);
    BOOST_TEST(!done.differs());
}

BOOST_AUTO_TEST_CASE(the_glass_takes_one_sheet_after_the_other) {
    House house{test::test_backend()};
    const auto first = house.scan({"bench", {"Flatbed", "Gray", 75}, {}, {}, {}});
    BOOST_TEST(first.halt == "scan.next_sheet");
    BOOST_TEST(house.go_on(first.id).sheets == 2);
    house.office().scans().finish(house.clerk, first.id);
    BOOST_TEST(!house.seen(first.id).open);
    const auto counted = house.scan({"bench", {"Flatbed", "Gray", 75}, 2, {}, {}});
    BOOST_TEST(counted.halt == "scan.next_sheet");
    BOOST_TEST(!house.go_on(counted.id).open);
}

BOOST_AUTO_TEST_CASE(a_scan_that_is_cancelled_waits_and_while_it_runs_the_device_is_taken) {
    const test::SimulatedScanner machine{"mute:2", {sheet, sheet}};
    House house{machine.device()};
    auto& scans = house.office().scans();
    const auto batch = scans.begin(house.clerk, {"desk", adf, {}, {}, {}});
    for (int i = 0; i < 600 && house.seen(batch).sheets == 0; ++i) std::this_thread::sleep_for(50ms);
    BOOST_TEST(test::key_of([&] { scans.go_on(house.clerk, batch); }) == "scan.device_in_use");
    BOOST_TEST(test::key_of([&] { scans.finish(house.clerk, batch); }) == "scan.device_in_use");
    BOOST_TEST((scans.state("desk").batch == batch));
    scans.cancel(house.clerk, batch);
    scans.wait(batch);
    BOOST_TEST(house.seen(batch).halt == "scan.cancelled");
    BOOST_TEST(house.seen(batch).sheets == 1);
}

BOOST_AUTO_TEST_CASE(a_service_that_stops_says_that_its_scans_were_interrupted) {
    const test::SimulatedScanner machine{"mute:2", {sheet, sheet}};
    House house{machine.device()};
    auto& scans = house.office().scans();
    const auto batch = scans.begin(house.clerk, {"desk", adf, {}, {}, {}});
    for (int i = 0; i < 600 && house.seen(batch).sheets == 0; ++i) std::this_thread::sleep_for(50ms);
    scans.stop();
    BOOST_TEST(house.seen(batch).halt == "scan.interrupted");
    BOOST_TEST(house.seen(batch).sheets == 1);
}

BOOST_AUTO_TEST_CASE(pages_that_a_killed_service_left_are_taken_in_once_and_half_a_page_is_not) {
    House house{test::test_backend()};
    const auto batch = intake::Batches{house.clerk}.open({"scan", "bench", {}, {}, {}});
    const auto folder = house.pages(batch);
    const auto leave = [&](const std::string& name) {
        std::filesystem::create_directories(folder);
        std::filesystem::copy_file(ARKKI_SOURCE_DIR "/scans/samples/rectify-sv.png", folder / name);
    };
    leave("p0001.png");
    leave("p0002.png.part");
    std::vector<std::string> reports;
    const auto report = [&](const std::string& line) { reports.push_back(line); };
    house.office().scans().recover(report);
    BOOST_TEST(house.seen(batch).sheets == 1);
    BOOST_TEST(house.seen(batch).halt == "scan.interrupted");
    leave("p0001.png");  // killed between commit and unlink
    house.office().scans().recover(report);
    BOOST_TEST(house.seen(batch).sheets == 1);
    BOOST_TEST(!std::filesystem::exists(folder));
    BOOST_TEST(reports.empty());
    BOOST_TEST(house.go_on(batch).sheets == 2);  // the usual choice: the glass' first sheet of the driver's default
}

BOOST_AUTO_TEST_CASE(what_another_process_scans_is_left_alone) {
    House house{test::test_backend()};
    const auto batch = intake::Batches{house.clerk}.open({"scan", "bench", {}, {}, {}});
    const intake::DeviceLock theirs{house.folder() / "data" / "scanners", "bench"};
    std::vector<std::string> reports;
    house.office().scans().recover([&](const std::string& line) { reports.push_back(line); });
    BOOST_TEST(house.seen(batch).halt == "");
    BOOST_TEST(reports.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_device_is_asked_in_the_background_and_what_it_cannot_do_is_refused) {
    House house{test::test_backend()};
    auto& scans = house.office().scans();
    for (int i = 0; i < 600 && !scans.state("bench").choices; ++i) std::this_thread::sleep_for(50ms);
    BOOST_TEST_REQUIRE(scans.state("bench").choices.has_value());
    BOOST_TEST(test::key_of([&] { scans.begin(house.clerk, {"bench", {"Duplex", "Gray", 75}, {}, {}, {}}); }) ==
               "scan.refused");
    House off{{"off", "Off", "http://127.0.0.1:1/eSCL/", "", {}}};
    for (int i = 0; i < 600 && off.office().scans().state("off").trouble.empty(); ++i) std::this_thread::sleep_for(50ms);
    BOOST_TEST(off.office().scans().state("off").trouble == "scan.unreachable");
}

BOOST_AUTO_TEST_CASE(nobody_sees_a_picture_before_it_is_in_the_log) {
    House house{test::test_backend()};
    const auto batch = house.scan(from_bench(10));
    const auto first = intake::scanned_sheets(house.clerk, batch.id).front();
    BOOST_TEST(test::key_of([&] {
                   static_cast<void>(intake::preview(house.clerk, house.office().shelves().vault, first.arrival, 1));
               }) == "page.unknown");
}
