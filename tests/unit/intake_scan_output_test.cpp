// What scanimage says, understood: its options, its progress, how it ended. Device names in it are foreign text.
#include <boost/test/unit_test.hpp>

#include "intake/scan_output.hpp"

using namespace arkki::intake;

namespace {

ScanEnd end_after(int exit_code, int files, std::string_view said) {
    ScanTalk talk;
    talk.hear(said);
    return end_of({.code = exit_code}, files, talk);
}

}  // namespace

namespace arkki::intake {
std::ostream& operator<<(std::ostream& out, ScanEnd end) { return out << code(end); }
}  // namespace arkki::intake

BOOST_AUTO_TEST_CASE(nothing_or_nonsense_offers_nothing) {
    for (const std::string_view text : {"", "--source", "--source ", "    --source A|B", "    --source A|B [inactive]",
                                        "    --resolution dpi [1]", "    --source \x01|\xff\xfe [x]"}) {
        const auto choices = choices_from(text);
        BOOST_TEST((choices.sources.empty() && choices.modes.empty() && choices.resolutions.empty()), text);
    }
}

BOOST_AUTO_TEST_CASE(a_value_that_is_too_long_and_the_seventeenth_are_left_out) {
    std::string many = "    --source " + std::string(65, 'x');
    for (int i = 0; i < 30; ++i) many += "|s" + std::to_string(i);
    const auto choices = choices_from(many + " [s1]\n");
    BOOST_TEST(choices.sources.size() == 16u);
    BOOST_TEST(choices.sources.front() == "s0");
}

BOOST_AUTO_TEST_CASE(the_options_of_a_network_scanner_are_read) {
    const auto choices = choices_from(
        "\nAll options specific to device `airscan:e0:desk':\n  Standard:\n    --resolution 75|300|150dpi [300]\n"
        "        Sets the resolution.\n    --mode Color|Gray [Color]\n    --source Flatbed|ADF|ADF Duplex [Flatbed]\n");
    BOOST_TEST(choices.sources == (std::vector<std::string>{"Flatbed", "ADF", "ADF Duplex"}),
               boost::test_tools::per_element());
    BOOST_TEST(choices.modes == (std::vector<std::string>{"Color", "Gray"}), boost::test_tools::per_element());
    BOOST_TEST(choices.resolutions == (std::vector<int>{75, 150, 300}), boost::test_tools::per_element());
    const auto usual = usual_choice(choices);
    BOOST_TEST(usual.source == "ADF");
    BOOST_TEST(usual.mode == "Gray");
    BOOST_TEST(usual.resolution == 300);
    BOOST_TEST(offers(choices, usual));
    BOOST_TEST(!offers(choices, {"Flatbed", "Gray", 600}));
    BOOST_TEST(!offers(choices, {"-o/etc/passwd", "Gray", 300}));
}

BOOST_AUTO_TEST_CASE(of_a_range_the_usual_resolutions_are_offered) {
    const auto choices = choices_from("    --resolution 1..1200dpi (in steps of 1) [50]\n");
    BOOST_TEST(choices.resolutions == (std::vector<int>{150, 200, 300, 400, 600}), boost::test_tools::per_element());
    BOOST_TEST(choices_from("    --resolution 1..250dpi [50]\n").resolutions.back() == 200);
}

BOOST_AUTO_TEST_CASE(a_scanner_with_a_glass_alone_is_used_from_the_glass) {
    const auto usual = usual_choice(choices_from("    --source Flatbed [Flatbed]\n    --mode Lineart [Lineart]\n"));
    BOOST_TEST(usual.source == "Flatbed");
    BOOST_TEST(usual.mode == "Lineart");
    BOOST_TEST(!feeds(usual.source));
    BOOST_TEST(feeds("Automatic Document Feeder"));
    BOOST_TEST(both_sides("ADF Duplex"));
}

BOOST_AUTO_TEST_CASE(progress_is_followed_in_pieces_of_any_size) {
    const std::string_view said =
        "Scanning infinity pages, incrementing by 1, numbering from 5\nScanning page 5\n"
        "Progress: 37.7%\rProgress: 75.3%\rProgress: 100.0%\rScanned page 5. (scanner status = 5)\n"
        "Scanning page 6\nProgress: 12.0%\r";
    for (const std::size_t piece : {1u, 2u, 7u, 4'096u}) {
        ScanTalk talk;
        for (std::size_t at = 0; at < said.size(); at += piece) talk.hear(said.substr(at, piece));
        BOOST_TEST(talk.page() == 6);
        BOOST_TEST(talk.percent() == 12);
        BOOST_TEST(!talk.fault().has_value());
    }
}

BOOST_AUTO_TEST_CASE(a_run_without_end_of_line_takes_no_memory) {
    ScanTalk talk;
    for (int i = 0; i < 1'000; ++i) talk.hear(std::string(10'000, 'x'));
    talk.hear("\nScanning page 3\n");
    BOOST_TEST(talk.page() == 3);
}

BOOST_AUTO_TEST_CASE(every_exit_says_what_happened) {
    BOOST_TEST(end_after(0, 3, "") == ScanEnd::done);
    BOOST_TEST(end_after(0, 0, "Batch terminated, 1 page scanned\n") == ScanEnd::no_paper);
    BOOST_TEST(end_after(7, 0, "") == ScanEnd::no_paper);
    BOOST_TEST(end_after(7, 2, "") == ScanEnd::done);
    BOOST_TEST(end_after(6, 1, "") == ScanEnd::jammed);
    BOOST_TEST(end_after(8, 1, "") == ScanEnd::cover_open);
    BOOST_TEST(end_after(3, 0, "") == ScanEnd::busy);
    BOOST_TEST(end_after(2, 0, "") == ScanEnd::cancelled);
    BOOST_TEST(end_after(9, 1, "") == ScanEnd::unreachable);
    BOOST_TEST(end_after(11, 0, "") == ScanEnd::no_access);
    BOOST_TEST(end_after(10, 0, "") == ScanEnd::broken);
    BOOST_TEST(end_after(127, 0, "") == ScanEnd::broken);
}

BOOST_AUTO_TEST_CASE(exit_1_is_told_by_its_words) {
    const std::string open = "scanimage: open of device airscan:e0:x failed: ";
    BOOST_TEST(end_after(1, 0, open + "Invalid argument\n") == ScanEnd::unreachable);
    BOOST_TEST(end_after(1, 0, open + "Error during device I/O\n") == ScanEnd::unreachable);
    BOOST_TEST(end_after(1, 0, open + "Device busy\n") == ScanEnd::busy);
    BOOST_TEST(end_after(1, 0, open + "Access to resource has been denied\n") == ScanEnd::no_access);
    BOOST_TEST(end_after(1, 0, "scanimage: setting of option --mode failed (Invalid argument)\n") == ScanEnd::refused);
    BOOST_TEST(end_after(1, 0, "scanimage: sane_read: Operation not supported\n") == ScanEnd::refused);
}

BOOST_AUTO_TEST_CASE(a_device_named_like_a_fault_is_no_fault) {
    BOOST_TEST(end_after(1, 0, "scanimage: open of device Document feeder jammed failed: Device busy\n") ==
               ScanEnd::busy);
}

BOOST_AUTO_TEST_CASE(what_we_did_ourselves_comes_first) {
    const ScanTalk talk;
    BOOST_TEST(end_of({.code = 2, .timed_out = true}, 1, talk) == ScanEnd::timed_out);
    BOOST_TEST(end_of({.code = 0, .cancelled = true}, 1, talk) == ScanEnd::cancelled);
    BOOST_TEST(end_of({.no_room = true}, 1, talk) == ScanEnd::no_room);
    BOOST_TEST(end_of({}, 1, talk) == ScanEnd::broken);
}
