// The hot folders of a house, and what a person decides of what stays in them.
#include <boost/test/unit_test.hpp>

#include "custody/units.hpp"
#include "intake/mail.hpp"
#include "service/folder_watch.hpp"
#include "service/work_status.hpp"
#include "support/test_intake.hpp"
#include "support/test_jobs.hpp"
#include "support/test_mail.hpp"
#include "support/test_service.hpp"

using namespace arkki;
using namespace std::chrono_literals;
using test::key_of;
namespace fs = std::filesystem;

namespace {

using List = std::vector<std::string>;
const std::string aside = "0011223344556677";

/// Two hot folders, each with a subfolder; papers of the second stand in the binder K2-H1-M05.
void two_folders(service::Settings& settings, const fs::path& folder) {
    settings.hot_subfolders = {"mail"};
    settings.more_hot_folders = {{folder / "share", 2s, "K2-H1-M05"}, {folder / "share" / "copier", 2s, "K2-H1-M05"}};
}

struct House : test::TestService {
    explicit House(const Adjust& adjust = two_folders) : TestService{"2026-11-23", 8, false, {}, adjust} {}

    service::FolderWatch watch() {
        return {office(), [this](const std::string& said) { reports.push_back(said); }};
    }
    void drop(const std::string& name, const std::string& bytes) { test::write_file(folder() / name, bytes); }
    /// Looks as long as it takes a file to settle.
    int look(service::FolderWatch& watch) {
        int taken = watch.poll();
        clock.advance(3s);
        return taken + watch.poll();
    }
    /// A file that was at fault three times.
    void put_aside(const std::string& where, const std::string& claim = aside) {
        const fs::path place = folder() / where / ".arkki" / "quarantine" / claim;
        fs::create_directories(place);
        test::write_file(place / "skannaus.png", test::png_of("Viallinen levy"));
        test::write_file(place / ".reason", "intake.unreadable\n");
    }
    template <class T>
    T only(const std::string& sql) {
        return office().database().read([&](db::Read& read) { return read.one<T>(sql); });
    }
    /// `name code` of each arrival, with the binder in which its paper stands.
    List arrivals() {
        return office().database().read([](db::Read& read) {
            return read.rows<std::string>("SELECT a.name || ' ' || a.way || coalesce(' ' || u.mark, '') FROM arrival a"
                                          " LEFT JOIN unit u ON u.id = a.unit ORDER BY a.name");
        });
    }
    std::int64_t lines(const std::string& action) {
        return office().database().read([&](db::Read& read) {
            return read.one<std::int64_t>("SELECT count(*) FROM audit_entry WHERE action = :action",
                                          {{"action", action}});
        });
    }
    List left() {
        List all;
        for (const auto& file : office().left_alone()) all.push_back(file.name + " " + file.reason + " " + file.claim);
        return all;
    }
    List reports;
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_folder_that_overlaps_the_house_or_another_folder_but_its_own_subfolder_is_refused) {
    const auto refusal = [](const House::Adjust& adjust) {
        House house{adjust};
        return key_of([&] { house.watch(); });
    };
    BOOST_TEST(refusal([](auto& settings, const auto&) { settings.more_hot_folders = {{settings.data / "in", 2s, ""}}; }) ==
               "intake.folder_overlaps");
    BOOST_TEST(refusal([](auto& settings, const auto& folder) { settings.more_hot_folders = {{folder, 2s, ""}}; }) ==
               "intake.folder_overlaps");
    BOOST_TEST(refusal([](auto& settings, const auto&) {
                   settings.more_hot_folders = {{settings.hot_folder / "deep" / "down", 2s, ""}};
               }) == "intake.folder_overlaps");
    BOOST_TEST(refusal(two_folders) == "done");
}

BOOST_AUTO_TEST_CASE(every_folder_and_named_subfolder_is_emptied_and_no_other) {
    House house;
    auto watch = house.watch();
    fs::create_directories(house.folder() / "inbox" / "private");
    house.drop("inbox/a.png", test::png_of("a"));
    house.drop("inbox/mail/b.eml", test::mail_of(test::mail_part("c.png", test::png_of("c"))));
    house.drop("inbox/private/d.png", test::png_of("d"));
    house.drop("share/e.png", test::png_of("e"));
    house.drop("share/copier/f.png", test::png_of("f"));
    BOOST_TEST(watch.poll() == 0);
    BOOST_TEST(watch.settling() == 4u);
    BOOST_TEST(house.look(watch) == 4);
    BOOST_TEST(house.arrivals() ==
               (List{"a.png folder M07", "b.eml mail M07", "c.png mail M07", "e.png folder M05", "f.png folder M05"}));
    for (const auto* gone : {"inbox/a.png", "inbox/mail/b.eml", "share/e.png", "share/copier/f.png"})
        BOOST_TEST(!fs::exists(house.folder() / gone), gone);
    BOOST_TEST(fs::exists(house.folder() / "inbox/private/d.png"));
    BOOST_TEST(house.reports == List{});
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_away_keeps_no_other_from_being_emptied_and_says_so) {
    House house;
    auto watch = house.watch();
    fs::rename(house.folder() / "inbox", house.folder() / "unplugged");
    house.drop("share/e.png", test::png_of("e"));
    watch.recover();
    BOOST_TEST(house.look(watch) == 1);
    BOOST_TEST(house.arrivals() == List{"e.png folder M05"});
    BOOST_TEST(!house.reports.empty());
    for (const auto& said : house.reports) BOOST_TEST(said.find("intake.folder_unreadable") != std::string::npos, said);
    fs::rename(house.folder() / "unplugged", house.folder() / "inbox");
    house.drop("inbox/a.png", test::png_of("a"));
    BOOST_TEST(house.look(watch) == 1);
}

BOOST_AUTO_TEST_CASE(what_stays_in_any_folder_is_told_with_its_reason_and_its_name_stays_out_of_the_log) {
    House house;
    auto watch = house.watch();
    fs::create_symlink("/etc/hostname", house.folder() / "share" / "copier" / "linkki.png");
    house.put_aside("inbox/mail");
    watch.poll();
    BOOST_TEST(house.left() == (List{"skannaus.png intake.unreadable " + aside, "linkki.png intake.no_plain_file "}));
    BOOST_TEST(service::work_status(house.office()).left_alone == 2u);
    BOOST_TEST(house.reports == (List{"hot folder: one file stays: intake.unreadable",
                                      "hot folder: one file stays: intake.no_plain_file"}));
    watch.poll();
    BOOST_TEST(house.reports.size() == 2u);  // said once
}

BOOST_AUTO_TEST_CASE(nobody_decides_of_a_file_that_is_not_there_or_by_a_name_that_leads_elsewhere) {
    House house;
    const auto watch = house.watch();
    house.put_aside("share");
    const auto clerk = house.desk("clerk");
    for (const std::string claim : {"7766554433221100", "..", ".", "", "../claimed", "0011223344556677/.."}) {
        BOOST_TEST(key_of([&] { service::take_up_again(house.office(), clerk, claim); }) == "intake.no_such_file", claim);
        BOOST_TEST(key_of([&] { service::delete_put_aside(house.office(), clerk, claim, PersonalText{"x"}); }) ==
                   "intake.no_such_file", claim);
    }
    BOOST_TEST(house.lines("arrival.retried") + house.lines("arrival.discarded") == 0);
    const auto auditor = house.desk("auditor");
    BOOST_TEST(key_of([&] { service::delete_put_aside(house.office(), auditor, aside, PersonalText{"x"}); }) ==
               "access.denied.role");
    BOOST_TEST(fs::exists(house.folder() / "share/.arkki/quarantine" / aside / "skannaus.png"));
}

BOOST_AUTO_TEST_CASE(a_file_that_was_put_aside_is_taken_in_once_a_person_has_it_tried_again) {
    House house;
    auto watch = house.watch();
    house.put_aside("share/copier");
    service::take_up_again(house.office(), house.desk("clerk"), aside);
    BOOST_TEST(house.lines("arrival.retried") == 1);
    house.clock.advance(1min);
    watch.poll();
    BOOST_TEST(house.arrivals() == List{"skannaus.png folder M05"});
    BOOST_TEST(house.left() == List{});
    BOOST_TEST(!fs::exists(house.folder() / "share/copier/.arkki/quarantine" / aside));
}

BOOST_AUTO_TEST_CASE(a_file_that_a_person_deletes_is_gone_and_the_log_says_why) {
    House house;
    auto watch = house.watch();
    house.put_aside("inbox/mail");
    service::delete_put_aside(house.office(), house.desk("clerk"), aside, PersonalText{"rikki"});
    BOOST_TEST(!fs::exists(house.folder() / "inbox/mail/.arkki/quarantine" / aside));
    BOOST_TEST(house.only<std::string>("SELECT object FROM audit_entry WHERE action = 'arrival.discarded'") ==
               "folder:" + aside);
    watch.poll();
    BOOST_TEST(house.left() == List{});
    BOOST_TEST(house.arrivals() == List{});
}

BOOST_AUTO_TEST_CASE(the_status_tells_since_when_the_oldest_waits_and_when_reading_is_slow) {
    House house;
    auto watch = house.watch();
    using Reading = service::WorkStatus::Reading;
    const auto idle = service::work_status(house.office());
    BOOST_TEST(!idle.arrivals.oldest);
    BOOST_TEST((idle.reading == Reading::good));
    BOOST_TEST(idle.failed_jobs() == 0);

    house.drop("inbox/a.png", test::png_of("a"));
    house.look(watch);
    const Instant first = house.clock.now();
    house.clock.advance(service::slow_after);
    house.drop("inbox/b.png", test::png_of("b"));
    watch.poll();
    const auto waiting = service::work_status(house.office());
    BOOST_TEST((waiting.arrivals.oldest == first));
    BOOST_TEST((waiting.jobs.at("read").oldest == first));
    BOOST_TEST((waiting.reading == Reading::good));  // not a moment too early

    BOOST_TEST(house.look(watch) == 1);
    const auto late = service::work_status(house.office());
    BOOST_TEST((late.arrivals.oldest == first));
    BOOST_TEST(late.by_state.at("received") == 2);
    BOOST_TEST(late.jobs.at("read").waiting == 2);
    BOOST_TEST((late.reading == Reading::slow));

    test::do_all_jobs(house.office());
    const auto done = service::work_status(house.office());
    BOOST_TEST(!done.arrivals.oldest);
    BOOST_TEST(done.jobs.at("read").waiting == 0);
    BOOST_TEST((done.reading == Reading::good));
}

BOOST_AUTO_TEST_CASE(without_a_program_to_read_the_status_says_so_and_failed_jobs_are_counted) {
    House house{[](service::Settings& settings, const fs::path& folder) { settings.reader = folder / "no-reader"; }};
    BOOST_TEST((service::work_status(house.office()).reading == service::WorkStatus::Reading::off));
    house.office().database().write([&](db::Write& write) {
        jobs::order(write, {"reindex", 1, 0, "", "", jobs::priority::soon}, house.clock.now());
    });
    const std::array<std::string_view, 1> kinds{"reindex"};
    const auto lease = jobs::claim(house.office().database(), "test", house.clock.now(), kinds);
    house.office().database().write([&](db::Write& write) {
        jobs::fail(write, *lease, "job.broke_off", house.clock.now());
    });
    BOOST_TEST(service::work_status(house.office()).failed_jobs() == 1);
}
