// The folder scanners write to: broken off after every step, and everything that is no plain finished file.
#include <boost/test/unit_test.hpp>

#include <sys/stat.h>

#include <map>

#include "intake/hot_folder.hpp"
#include "support/test_intake.hpp"

using namespace arkki;
using namespace arkki::intake;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// Where the power goes.
struct PowerCut {};

class Folder : public test::TestIntake {
public:
    enum class Breaks { never, before_commit, after_commit, with_an_error };
    Breaks breaks = Breaks::never;
    const fs::path inbox = store.folder() / "inbox";

    Folder() { fs::create_directory(inbox); }
    HotFolder opened(std::uint64_t largest = 512u << 20) {
        return {{.folder = inbox, .settle = 2s, .largest = largest},
                clock.clock(),
                system_randomness(),
                [this](int file, const std::string& name, const std::string& claim) { take(file, name, claim); },
                [this](const std::string& claim) { return claim_is_known(database(), claim); }};
    }
    void drop(const std::string& name, const std::string& bytes = "bytes of a scan") {
        test::write_file(inbox / name, bytes);
    }
    /// Two looks with the settle time between them.
    int settled_poll(HotFolder& folder) {
        const int first = folder.poll();
        clock.advance(3s);
        return first + folder.poll();
    }
    std::int64_t arrivals() { return only<std::int64_t>("SELECT count(*) FROM arrival"); }
    std::size_t claimed() {
        std::size_t files = 0;
        for (const auto& entry : fs::recursive_directory_iterator{inbox / ".arkki" / "claimed"})
            files += entry.is_regular_file();
        return files;
    }
    /// Files in the folder itself.
    std::size_t waiting() {
        std::size_t files = 0;
        for (const auto& entry : fs::directory_iterator{inbox}) files += entry.path().filename() != ".arkki";
        return files;
    }
    static std::map<std::string, std::string> reasons(const HotFolder& folder) {
        std::map<std::string, std::string> reasons;
        for (const auto& file : folder.left_alone()) reasons[file.name] = file.reason;
        return reasons;
    }

private:
    void take(int file, const std::string& name, const std::string& claim) {
        if (breaks == Breaks::before_commit) throw PowerCut{};
        if (breaks == Breaks::with_an_error) throw Error{Fault::unavailable, "vault.cannot_write"};
        static_cast<void>(intake.receive(file, {"folder", PersonalText{name}, claim, {}, {}}));
        if (breaks == Breaks::after_commit) throw PowerCut{};
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_file_that_settled_is_taken_in_once_and_leaves_the_folder, Folder) {
    auto folder = opened();
    drop("b.pdf", "second");
    drop("a.pdf", "first");
    BOOST_TEST(folder.poll() == 0);
    BOOST_TEST(folder.settling() == 2u);
    clock.advance(1s);
    BOOST_TEST(folder.poll() == 0);
    clock.advance(2s);
    BOOST_TEST(folder.poll() == 2);
    BOOST_TEST(waiting() == 0u);
    BOOST_TEST(claimed() == 0u);
    BOOST_TEST(fs::is_empty(inbox / ".arkki" / "claimed"));
    BOOST_TEST(settled_poll(folder) == 0);
    BOOST_TEST(arrivals() == 2);
    BOOST_TEST(only<std::string>("SELECT name FROM arrival ORDER BY id LIMIT 1") == "a.pdf");
}

BOOST_FIXTURE_TEST_CASE(a_cut_before_the_commit_loses_nothing, Folder) {
    drop("a.pdf");
    {
        auto folder = opened();
        folder.poll();
        clock.advance(3s);
        breaks = Breaks::before_commit;
        BOOST_CHECK_THROW(folder.poll(), PowerCut);
    }
    BOOST_TEST(arrivals() == 0);
    BOOST_TEST(waiting() == 0u);
    BOOST_TEST(claimed() == 1u);
    breaks = Breaks::never;
    auto folder = opened();
    folder.recover();
    BOOST_TEST(arrivals() == 1);
    BOOST_TEST(claimed() == 0u);
    folder.recover();
    BOOST_TEST(settled_poll(folder) == 0);
    BOOST_TEST(arrivals() == 1);
    BOOST_TEST(only<std::string>("SELECT sha256 FROM arrival") == hex(sha256(view("bytes of a scan"))));
    BOOST_TEST(only<std::string>("SELECT name FROM arrival") == "a.pdf");
}

BOOST_FIXTURE_TEST_CASE(a_cut_between_commit_and_unlink_doubles_nothing, Folder) {
    drop("a.pdf");
    {
        auto folder = opened();
        folder.poll();
        clock.advance(3s);
        breaks = Breaks::after_commit;
        BOOST_CHECK_THROW(folder.poll(), PowerCut);
    }
    BOOST_TEST(arrivals() == 1);
    BOOST_TEST(claimed() == 1u);
    breaks = Breaks::never;
    auto folder = opened();
    folder.recover();
    BOOST_TEST(claimed() == 0u);
    BOOST_TEST(settled_poll(folder) == 0);
    BOOST_TEST(arrivals() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_cut_before_the_rename_leaves_only_an_empty_claim, Folder) {
    drop("a.pdf");
    auto folder = opened();
    fs::create_directory(inbox / ".arkki" / "claimed" / "0011223344556677");
    BOOST_TEST(settled_poll(folder) == 1);
    BOOST_TEST(fs::is_empty(inbox / ".arkki" / "claimed"));
    BOOST_TEST(arrivals() == 1);
}

BOOST_FIXTURE_TEST_CASE(cuts_at_every_step_during_many_files_end_with_each_file_once, Folder) {
    for (int i = 0; i < 24; ++i) drop("scan" + std::to_string(i), "sheet " + std::to_string(i));
    for (int round = 0; round < 40 && (waiting() > 0 || claimed() > 0); ++round) {
        auto folder = opened();
        for (const auto when : {Breaks::before_commit, Breaks::after_commit, Breaks::with_an_error, Breaks::never}) {
            breaks = round % 4 == static_cast<int>(when) ? when : Breaks::never;
            try {
                settled_poll(folder);
            } catch (const PowerCut&) {
                break;
            }
        }
    }
    breaks = Breaks::never;
    auto folder = opened();
    settled_poll(folder);
    BOOST_TEST(arrivals() == 24);
    BOOST_TEST(only<std::int64_t>("SELECT count(DISTINCT sha256) FROM arrival") == 24);
    BOOST_TEST(waiting() == 0u);
    BOOST_TEST(claimed() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_cannot_be_received_does_not_block_the_next_and_is_tried_again, Folder) {
    drop("a.pdf");
    auto folder = opened();
    folder.poll();
    clock.advance(3s);
    breaks = Breaks::with_an_error;
    BOOST_TEST(folder.poll() == 0);
    BOOST_TEST(reasons(folder)["a.pdf"] == "vault.cannot_write");
    breaks = Breaks::never;
    drop("b.pdf", "another");
    BOOST_TEST(settled_poll(folder) == 1);
    BOOST_TEST(reasons(folder)["a.pdf"] == "vault.cannot_write");
    clock.advance(40s);
    folder.poll();
    BOOST_TEST(arrivals() == 2);
    BOOST_TEST(folder.left_alone().empty());
    BOOST_TEST(claimed() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_name_that_is_not_text_neither_blocks_the_folder_nor_is_lost, Folder) {
    for (const std::string name : {"yksi\nkaksi.pdf", "\xE4\xFF.pdf", "\x1B[31m.pdf", "Åsa.pdf"})
        drop(name, "bytes of " + name);
    drop(std::string(255, 'n'), "the longest name");
    auto folder = opened();
    BOOST_TEST(settled_poll(folder) == 5);
    BOOST_TEST(waiting() == 0u);
    const auto names =
        database().read([](db::Read& read) { return read.rows<std::string>("SELECT name FROM arrival"); });
    for (const std::string name : {"yksi\\x0akaksi.pdf", "\\xe4\\xff.pdf", "\\x1b[31m.pdf", "Åsa.pdf"})
        BOOST_TEST((std::find(names.begin(), names.end(), name) != names.end()), name);
}

BOOST_FIXTURE_TEST_CASE(such_a_name_survives_a_cut_too, Folder) {
    drop("a\n\xFF.pdf");
    {
        auto folder = opened();
        folder.poll();
        clock.advance(3s);
        breaks = Breaks::before_commit;
        BOOST_CHECK_THROW(folder.poll(), PowerCut);
    }
    breaks = Breaks::never;
    auto folder = opened();
    folder.recover();
    BOOST_TEST(only<std::string>("SELECT name FROM arrival") == "a\\x0a\\xff.pdf");
}

BOOST_FIXTURE_TEST_CASE(what_is_no_plain_file_stays_where_it_is, Folder) {
    test::write_file(store.folder() / "secret", "not for the archive");
    fs::create_symlink(store.folder() / "secret", inbox / "link.pdf");
    fs::create_hard_link(store.folder() / "secret", inbox / "hard.pdf");
    BOOST_TEST_REQUIRE(::mkfifo((inbox / "pipe.pdf").c_str(), 0600) == 0);
    fs::create_directory(inbox / "x.pdf");
    test::write_file(inbox / "x.pdf" / "inner.pdf", "inner");
    drop("good.pdf");
    auto folder = opened();
    BOOST_TEST(settled_poll(folder) == 1);
    auto why = reasons(folder);
    BOOST_TEST(why["link.pdf"] == "intake.no_plain_file");
    BOOST_TEST(why["pipe.pdf"] == "intake.no_plain_file");
    BOOST_TEST(why["hard.pdf"] == "intake.linked_twice");
    BOOST_TEST(!why.contains("x.pdf"));
    BOOST_TEST(arrivals() == 1);
    BOOST_TEST(waiting() == 4u);
}

BOOST_FIXTURE_TEST_CASE(a_growing_file_waits_and_an_empty_one_is_named, Folder) {
    auto folder = opened();
    drop("empty.pdf", "");
    for (int i = 1; i < 6; ++i) {
        drop("growing.pdf", std::string(static_cast<std::size_t>(i), 'x'));
        folder.poll();
        clock.advance(1500ms);
    }
    BOOST_TEST(arrivals() == 0);
    BOOST_TEST(reasons(folder)["empty.pdf"] == "intake.empty_file");
    clock.advance(3s);
    BOOST_TEST(folder.poll() == 1);
    BOOST_TEST(only<std::int64_t>("SELECT size FROM arrival") == 5);
    drop("empty.pdf", "filled at last");
    BOOST_TEST(settled_poll(folder) == 1);
    BOOST_TEST(folder.left_alone().empty());
}

BOOST_FIXTURE_TEST_CASE(a_file_put_in_the_place_of_another_settles_anew, Folder) {
    auto folder = opened();
    drop("a.pdf", "first");
    folder.poll();
    clock.advance(3s);
    drop("a.new", "other");
    fs::last_write_time(inbox / "a.new", fs::last_write_time(inbox / "a.pdf"));
    fs::rename(inbox / "a.new", inbox / "a.pdf");  // same size, same time, another file
    BOOST_TEST(folder.poll() == 0);
    clock.advance(3s);
    BOOST_TEST(folder.poll() == 1);
    BOOST_TEST(only<std::string>("SELECT sha256 FROM arrival") == hex(sha256(view("other"))));
}

BOOST_FIXTURE_TEST_CASE(a_clock_set_back_only_delays, Folder) {
    auto folder = opened();
    drop("a.pdf");
    folder.poll();
    clock.advance(-1h);
    folder.poll();
    clock.advance(3s);
    BOOST_TEST(folder.poll() == 1);
}

BOOST_FIXTURE_TEST_CASE(files_in_the_making_and_too_large_ones_are_left, Folder) {
    for (const auto* name : {".hidden", "~lock.pdf", "a.tmp", "b.part", "c.crdownload"}) drop(name);
    drop("large.pdf", std::string(1'001, 'x'));
    auto folder = opened(1'000);
    BOOST_TEST(settled_poll(folder) == 0);
    BOOST_TEST(reasons(folder)["large.pdf"] == "intake.too_large");
    BOOST_TEST(folder.left_alone().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_is_gone_is_said_and_comes_back, Folder) {
    auto folder = opened();
    fs::rename(inbox, store.folder() / "elsewhere");
    BOOST_TEST(test::refusal_of([&] { return folder.poll(); }) == "intake.folder_unreadable");
    fs::rename(store.folder() / "elsewhere", inbox);
    drop("a.pdf");
    BOOST_TEST(settled_poll(folder) == 1);
}

BOOST_FIXTURE_TEST_CASE(two_services_on_one_folder_take_each_file_once, Folder) {
    for (int i = 0; i < 12; ++i) drop("scan" + std::to_string(i), "sheet " + std::to_string(i));
    auto one = opened(), other = opened();
    one.poll(), other.poll();
    clock.advance(3s);
    one.poll(), other.poll();
    clock.advance(40s);
    one.poll(), other.poll();
    BOOST_TEST(arrivals() == 12);
    BOOST_TEST(claimed() == 0u);
}
