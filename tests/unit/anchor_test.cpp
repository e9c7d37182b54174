// What leaves the machine, without a network: addresses, names of files, the line for a collector, the folder.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "anchor/folder.hpp"
#include "anchor/line.hpp"
#include "anchor/syslog.hpp"
#include "base/error.hpp"
#include "support/test_folder.hpp"
#include "support/test_world.hpp"
#include "tlog/note.hpp"

using namespace arkki;

namespace {

const auto& log_key() {
    static const auto key =
        tlog::SignerKey::make("arkki.example/audit/e1", tlog::KeyType::log, test::repeatable_randomness());
    return key;
}

anchor::Parcel parcel(std::uint64_t size = 3) {
    const tlog::Checkpoint checkpoint{"arkki.example/audit/e1", size, sha256(view("root"))};
    return {checkpoint, tlog::signed_note(checkpoint, log_key()), {}, 0};
}

template <class Work>
std::string key_of(Work&& work) {
    try {
        static_cast<void>(work());
    } catch (const Error& error) {
        return error.key();
    }
    return "";
}

std::string whole(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream{file, std::ios::binary}.rdbuf();
    return text.str();
}
void put(const std::filesystem::path& file, const std::string& text) { std::ofstream{file, std::ios::binary} << text; }

}  // namespace

BOOST_AUTO_TEST_SUITE(checkpoints_off_the_machine)

BOOST_AUTO_TEST_CASE(addresses_without_host_or_port_are_refused) {
    for (const auto* bad : {"", "host", ":25", "host:", "host:0", "host:65536", "host:25x", "host:-1"})
        BOOST_TEST(key_of([&] { return anchor::Server::from_text(bad); }) == "anchor.bad_address", bad);
    BOOST_TEST(anchor::Server::from_text("mail.example:25").host == "mail.example");
    BOOST_TEST(anchor::Server::from_text("[::1]:514").host == "::1");
    BOOST_TEST(anchor::Server::from_text("[::1]:514").port == 514);
}

BOOST_AUTO_TEST_CASE(a_collector_must_be_named_with_its_protocol) {
    for (const auto* bad : {"", "host:514", "tls:host:514", "udp:host"})
        BOOST_TEST(key_of([&] {
                       return anchor::send_syslog({bad, test::TestClock{}.clock()}, parcel());
                   }) == "anchor.bad_address");
}

BOOST_AUTO_TEST_CASE(the_line_for_a_collector_holds_all_of_the_note) {
    const auto sent = parcel();
    const auto line = anchor::syslog_line(sent, test::TestClock{}.now(), "host");
    BOOST_TEST(
        line.starts_with("<109>1 2026-11-23T08:00:00.000000Z host arkki - checkpoint - arkki.example/audit/e1 3 "));
    BOOST_TEST(line.find('\n') == std::string::npos);
    // The note written again from the line alone.
    std::istringstream words{line.substr(line.find("arkki.example"))};
    std::string origin, size, root, signature;
    words >> origin >> size >> root >> signature;
    BOOST_TEST(origin + '\n' + size + '\n' + root + "\n\n\u2014 " + origin + ' ' + signature + '\n' == sent.note);
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_takes_nothing) {
    const test::TestFolder folder;
    BOOST_TEST(key_of([&] { return anchor::put_into_folder(folder.path() / "gone", parcel()); }) ==
               "anchor.cannot_write");
}

BOOST_AUTO_TEST_CASE(a_file_that_says_something_else_is_an_alarm_and_stays) {
    const test::TestFolder folder;
    const auto file = folder.path() / anchor::file_name(parcel().checkpoint);
    put(file, "another history\n");
    BOOST_TEST(key_of([&] { return anchor::put_into_folder(folder.path(), parcel()); }) == "anchor.folder_differs");
    BOOST_TEST(whole(file) == "another history\n");
    std::filesystem::remove(file);
    put(file, parcel().note + "more");
    BOOST_TEST(key_of([&] { return anchor::put_into_folder(folder.path(), parcel()); }) == "anchor.folder_differs");
}

BOOST_AUTO_TEST_CASE(a_link_in_the_folder_is_not_followed) {
    const test::TestFolder folder;
    put(folder.path() / "elsewhere", "");
    std::filesystem::create_symlink(folder.path() / "elsewhere",
                                    folder.path() / anchor::file_name(parcel().checkpoint));
    BOOST_TEST(key_of([&] { return anchor::put_into_folder(folder.path(), parcel()); }) == "anchor.cannot_write");
    BOOST_TEST(whole(folder.path() / "elsewhere").empty());
}

BOOST_AUTO_TEST_CASE(a_note_is_written_once_and_a_broken_copy_gone_on_with) {
    const test::TestFolder folder;
    const auto sent = parcel();
    const auto file = folder.path() / "arkki.example_audit_e1.000000000003.checkpoint";
    put(file, sent.note.substr(0, 30));
    BOOST_TEST(anchor::put_into_folder(folder.path(), sent).bytes == sent.note);
    BOOST_TEST(whole(file) == sent.note);
    BOOST_TEST(anchor::put_into_folder(folder.path(), sent).bytes == sent.note);
    static_cast<void>(anchor::put_into_folder(folder.path(), parcel(4)));
    BOOST_TEST(std::distance(std::filesystem::directory_iterator{folder.path()}, {}) == 2);
}

BOOST_AUTO_TEST_SUITE_END()
