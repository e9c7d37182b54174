// The folder as its files meet it: writers that take their time, file systems that cannot do what others can, files that
// nobody can read. What was committed is a list here; the database has its own tests.
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include "intake/hot_folder.hpp"
#include "support/test_folder.hpp"
#include "support/test_world.hpp"

using namespace arkki;
using namespace arkki::intake;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// A file system without RENAME_NOREPLACE, as NFS is one.
int no_such_rename(const char*, const char*) {
    errno = EINVAL;
    return -1;
}

std::string bytes_of(int file) {
    std::string bytes(1 << 16, '\0');
    const auto got = ::pread(file, bytes.data(), bytes.size(), 0);
    bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
    return bytes;
}

struct Desk {
    test::TestFolder place;
    const fs::path inbox = place.path() / "inbox";
    test::TestClock clock;
    std::map<std::string, std::string> taken;  ///< bytes by name
    std::map<std::string, std::string> claims;
    std::function<void(const std::string& name)> while_copying;
    std::string fails;  ///< with this key
    Fault fault = Fault::invalid;
    HotFolder::Settings settings{.folder = inbox, .settle = 10s};

    Desk() { fs::create_directory(inbox); }
    HotFolder opened() {
        return {settings, clock.clock(), system_randomness(),
                [this](int file, const std::string& name, const std::string& claim) { take(file, name, claim); },
                [this](const std::string& claim) { return claims.contains(claim); }};
    }
    void write(const std::string& name, const std::string& bytes, std::ios::openmode how = std::ios::trunc) {
        std::ofstream{inbox / name, std::ios::binary | how} << bytes;
    }
    int look(HotFolder& folder, std::chrono::seconds later) {
        clock.advance(later);
        return folder.poll();
    }
    static std::string reason(const HotFolder& folder, const std::string& name) {
        for (const auto& file : folder.left_alone())
            if (file.name == name) return file.reason;
        return {};
    }
    std::size_t files_in(const char* where) const {
        std::size_t files = 0;
        for (const auto& entry : fs::recursive_directory_iterator{inbox / ".arkki" / where})
            files += entry.is_regular_file();
        return files;
    }

private:
    void take(int file, const std::string& name, const std::string& claim) {
        struct stat before {}, after {};
        ::fstat(file, &before);
        if (while_copying) while_copying(name);
        if (!fails.empty()) throw Error{fault, fails};
        ::fstat(file, &after);
        if (before.st_size != after.st_size) throw Error{Fault::conflict, "intake.still_written"};
        taken[name] = bytes_of(file);
        claims[claim] = name;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_slow_writer_is_waited_for_and_after_ten_minutes_the_inbox_says_that_it_still_grows, Desk) {
    auto folder = opened();
    for (int minute = 0; minute < 12; ++minute)
        for (int part = 0; part < 12; ++part) {
            write("slow.pdf", "x", std::ios::app);
            BOOST_TEST(look(folder, 5s) == 0);
            if (minute == 8) BOOST_TEST(reason(folder, "slow.pdf") == "");
        }
    BOOST_TEST(reason(folder, "slow.pdf") == "intake.still_growing");
    look(folder, 1s);
    BOOST_TEST(look(folder, 11s) == 1);
    BOOST_TEST(taken["slow.pdf"].size() == 144u);
    BOOST_TEST(folder.left_alone().empty());
}

BOOST_FIXTURE_TEST_CASE(a_writer_that_closes_and_opens_again_is_one_file, Desk) {
    auto folder = opened();
    write("a.pdf", "first half, ");
    look(folder, 0s);
    BOOST_TEST(look(folder, 9s) == 0);
    write("a.pdf", "second half", std::ios::app);
    BOOST_TEST(look(folder, 2s) == 0);
    BOOST_TEST(look(folder, 11s) == 1);
    BOOST_TEST(taken["a.pdf"] == "first half, second half");
}

BOOST_FIXTURE_TEST_CASE(a_file_renamed_when_it_is_finished_comes_whole_under_its_last_name, Desk) {
    auto folder = opened();
    write("a.pdf.part", "all of it");
    look(folder, 0s);
    look(folder, 20s);
    fs::rename(inbox / "a.pdf.part", inbox / "a.pdf");
    BOOST_TEST(look(folder, 0s) == 0);
    BOOST_TEST(look(folder, 10s) == 1);
    BOOST_TEST(taken.size() == 1u);
    BOOST_TEST(taken["a.pdf"] == "all of it");
}

BOOST_FIXTURE_TEST_CASE(another_file_of_the_same_name_put_there_while_the_first_is_copied_is_a_file_of_its_own, Desk) {
    auto folder = opened();
    write("a.pdf", "first");
    look(folder, 0s);
    while_copying = [this](const std::string&) {
        write("b.new", "second");
        fs::rename(inbox / "b.new", inbox / "a.pdf");
        while_copying = {};
    };
    BOOST_TEST(look(folder, 11s) == 1);
    BOOST_TEST(taken["a.pdf"] == "first");
    look(folder, 1s);
    BOOST_TEST(look(folder, 11s) == 1);
    BOOST_TEST(taken["a.pdf"] == "second");
}

BOOST_FIXTURE_TEST_CASE(a_file_that_grows_after_it_was_claimed_goes_back_and_settles_anew, Desk) {
    for (const auto rename : {rename_or_refuse, no_such_rename}) {
        settings.rename = rename;
        auto folder = opened();
        write("a.pdf", "begun");
        const int writer = ::open((inbox / "a.pdf").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
        look(folder, 0s);
        while_copying = [&](const std::string&) { BOOST_TEST(::write(writer, ", ended", 7) == 7); };
        BOOST_TEST(look(folder, 11s) == 0);
        while_copying = {};
        BOOST_TEST(fs::exists(inbox / "a.pdf"));
        BOOST_TEST(files_in("claimed") == 0u);
        BOOST_TEST(look(folder, 0s) == 0);
        BOOST_TEST(look(folder, 11s) == 1);
        BOOST_TEST(taken["a.pdf"] == "begun, ended");
        ::close(writer);
    }
}

BOOST_FIXTURE_TEST_CASE(one_that_cannot_go_back_because_its_name_is_taken_is_taken_in_from_where_it_is, Desk) {
    for (const auto rename : {rename_or_refuse, no_such_rename}) {
        settings.rename = rename;
        taken.clear();
        auto folder = opened();
        write("a.pdf", "begun");
        const int writer = ::open((inbox / "a.pdf").c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
        look(folder, 0s);
        std::string first;
        while_copying = [&](const std::string&) {
            BOOST_TEST(::write(writer, ", ended", 7) == 7);
            write("a.pdf", "another");
        };
        BOOST_TEST(look(folder, 11s) == 0);
        ::close(writer);
        BOOST_TEST(files_in("claimed") == 1u);
        while_copying = [&](const std::string&) { while_copying = {}; };
        look(folder, 0s);
        BOOST_TEST(taken["a.pdf"] == "begun, ended");
        BOOST_TEST(look(folder, 11s) == 1);
        BOOST_TEST(taken["a.pdf"] == "another");
    }
}

BOOST_FIXTURE_TEST_CASE(a_share_without_the_safe_rename_is_taken_in_all_the_same, Desk) {
    settings.rename = no_such_rename;
    auto folder = opened();
    for (const auto* name : {"a.pdf", "b.pdf"}) write(name, name);
    look(folder, 0s);
    BOOST_TEST(look(folder, 11s) == 2);
    BOOST_TEST(taken["b.pdf"] == "b.pdf");
    BOOST_TEST(files_in("claimed") == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_file_whose_fault_it_is_is_put_aside_the_third_time_with_its_reason, Desk) {
    auto folder = opened();
    write("bad.eml", "junk");
    fails = "mail.unreadable";
    look(folder, 0s);
    look(folder, 11s);
    BOOST_TEST(reason(folder, "bad.eml") == "mail.unreadable");
    look(folder, 31s);
    BOOST_TEST(files_in("quarantine") == 0u);
    look(folder, 31s);
    BOOST_TEST(files_in("claimed") == 0u);
    BOOST_TEST_REQUIRE(folder.left_alone().size() == 1u);
    const auto left = folder.left_alone().front();
    BOOST_TEST(left.reason == "mail.unreadable");
    BOOST_TEST_REQUIRE(left.claim.size() == 16u);
    const fs::path aside = inbox / ".arkki" / "quarantine" / left.claim;
    std::ostringstream said;
    said << std::ifstream{aside / ".reason"}.rdbuf();
    BOOST_TEST(said.str().starts_with("mail.unreadable\n2026-11-23T"));
    BOOST_TEST(fs::exists(aside / "bad.eml"));

    fails.clear();
    look(folder, 31s);
    BOOST_TEST(taken.empty());  // it waits for a person
    take_up_again(inbox, left.claim);
    look(folder, 31s);
    BOOST_TEST(taken["bad.eml"] == "junk");
    BOOST_TEST(fs::is_empty(inbox / ".arkki" / "quarantine"));
    BOOST_TEST(folder.left_alone().empty());
}

BOOST_FIXTURE_TEST_CASE(a_full_disk_is_no_fault_of_the_file_and_it_is_tried_for_ever, Desk) {
    auto folder = opened();
    write("a.pdf", "bytes");
    fails = "vault.cannot_write";
    fault = Fault::unavailable;
    look(folder, 0s);
    for (int i = 0; i < 9; ++i) look(folder, 31s);
    BOOST_TEST(files_in("quarantine") == 0u);
    BOOST_TEST(reason(folder, "a.pdf") == "vault.cannot_write");
    fails.clear();
    look(folder, 31s);
    BOOST_TEST(taken["a.pdf"] == "bytes");
}

BOOST_FIXTURE_TEST_CASE(what_was_put_aside_is_deleted_only_by_its_own_number, Desk) {
    auto folder = opened();
    write("bad.pdf", "junk");
    write("other.pdf", "kept");
    fails = "mail.unreadable";
    look(folder, 0s);
    for (int i = 0; i < 3; ++i) look(folder, 31s);
    BOOST_TEST(files_in("quarantine") == 4u);
    for (const auto* claim : {"", "..", "../claimed", "0011223344556677", "/etc", "0011223344556677/.."}) {
        BOOST_CHECK_THROW(delete_put_aside(inbox, claim), Error);
        BOOST_CHECK_THROW(take_up_again(inbox, claim), Error);
    }
    delete_put_aside(inbox, folder.left_alone().front().claim);
    BOOST_TEST(files_in("quarantine") == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_another_service_is_at_is_left_to_it, Desk) {
    auto folder = opened();
    write("a.pdf", "bytes");
    look(folder, 0s);
    const File other = open_plainly(inbox / "a.pdf");
    BOOST_TEST_REQUIRE(::flock(other.get(), LOCK_EX | LOCK_NB) == 0);
    BOOST_TEST(look(folder, 11s) == 0);
    BOOST_TEST(taken.empty());
    BOOST_TEST(files_in("claimed") == 1u);
    ::flock(other.get(), LOCK_UN);
    look(folder, 31s);
    BOOST_TEST(taken["a.pdf"] == "bytes");
    BOOST_TEST(files_in("claimed") == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_device_is_left_where_it_is, Desk) {
    if (::mknod((inbox / "null.pdf").c_str(), S_IFCHR | 0600, ::makedev(1, 3)) != 0) {
        BOOST_TEST_MESSAGE("skipped: only root makes devices");
        BOOST_TEST(errno == EPERM);
        return;
    }
    auto folder = opened();
    look(folder, 0s);
    BOOST_TEST(look(folder, 11s) == 0);
    BOOST_TEST(reason(folder, "null.pdf") == "intake.no_plain_file");
}

BOOST_FIXTURE_TEST_CASE(ten_thousand_files_at_once_come_in_by_handfuls_and_each_once, Desk) {
    for (int i = 0; i < 10'000; ++i) write("sheet" + std::to_string(i), std::to_string(i));
    auto folder = opened();
    look(folder, 0s);
    BOOST_TEST(folder.settling() == 10'000u);
    clock.advance(11s);
    int all = 0;
    for (int poll = 0; poll < 50; ++poll) {
        const int some = folder.poll();
        BOOST_TEST(some <= 200);
        all += some;
    }
    BOOST_TEST(all == 10'000);
    BOOST_TEST(taken.size() == 10'000u);
    BOOST_TEST(claims.size() == 10'000u);
    BOOST_TEST(files_in("claimed") == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_clock_set_back_delays_and_loses_nothing, Desk) {
    auto folder = opened();
    write("a.pdf", "bytes");
    look(folder, 0s);
    BOOST_TEST(look(folder, -3600s) == 0);
    BOOST_TEST(look(folder, 9s) == 0);
    BOOST_TEST(look(folder, 2s) == 1);
}

BOOST_FIXTURE_TEST_CASE(the_time_of_the_next_look_is_that_of_the_file_that_settles_first, Desk) {
    auto folder = opened();
    BOOST_TEST(!folder.next_settled().has_value());
    write("empty.pdf", "");
    write("a.pdf", "a");
    look(folder, 0s);
    const Instant first = clock.now() + 10s;
    write("b.pdf", "b");
    look(folder, 4s);
    BOOST_TEST((folder.next_settled() == first));
}

BOOST_AUTO_TEST_CASE(a_folder_inside_the_data_or_around_it_is_refused) {
    const test::TestFolder place;
    fs::create_directories(place.path() / "data" / "blobs");
    fs::create_directories(place.path() / "inbox");
    fs::create_directory_symlink(place.path() / "data", place.path() / "alias");
    for (const auto* inside : {"data", "data/blobs", "data/new", "alias/blobs", "", "data/../data/x"})
        BOOST_CHECK_THROW(must_not_overlap(place.path() / inside, place.path() / "data"), Error);
    for (const auto* apart : {"inbox", "inbox/mail", "data2", "data/../inbox"})
        BOOST_CHECK_NO_THROW(must_not_overlap(place.path() / apart, place.path() / "data"));
}
