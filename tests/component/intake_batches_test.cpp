// Batches: sheets one by one, pages one by one, and the documents they become.
#include <boost/test/unit_test.hpp>

#include "component/imaging_files.hpp"
#include "support/full_disk.hpp"
#include "support/test_intake.hpp"

using namespace arkki;
using namespace arkki::intake;
using namespace std::chrono_literals;
using test::refusal_of;
namespace imaging_test = arkki::imaging::test;

namespace {

/// A picture file of so many small pages, each with its own bytes.
std::string many_pages(int count) {
    std::vector<imaging_test::TiffPage> pages;
    for (int i = 0; i < count; ++i) {
        imaging_test::Picture8 picture{420, 160};
        imaging_test::write_bars(picture, 20 + i, 40, 60, "TILI");
        pages.push_back(imaging_test::tiff_page(picture));
    }
    return text_of(imaging_test::tiff(pages));
}

class Office : public test::TestIntake {
public:
    access::Desk clerk = desk("clerk");
    Intake tray{clerk, shelves};
    std::string refused(const std::function<void()>& work) {
        return refusal_of([&] {
            work();
            return 0;
        });
    }
    ArrivalId sheet(BatchId batch, const std::string& text, int number = 0, const std::string& way = "scan") {
        return receive(test::png_of(text), {way, PersonalText{"p.png"}, {}, {}, {}, batch, number});
    }
    std::vector<std::int64_t> pages_of(DocumentId id) {
        return database().read([&](db::Read& read) {
            return read.rows<std::int64_t>("SELECT arrival FROM page WHERE document = :id ORDER BY number",
                                           {{"id", id}});
        });
    }
    std::int64_t waiting(const std::string& kind = "read") {
        return database().read([&](db::Read& read) { return jobs::tally(read, kind).waiting; });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_closed_or_unknown_batch_takes_no_sheet, Office) {
    const auto batch = batches.open({"scan", "Etupöytä", 2, {}, {}});
    sheet(batch, "yksi");
    batches.close(batch);
    batches.close(batch);
    BOOST_TEST(refused([&] { sheet(batch, "kaksi"); }) == "batch.closed");
    BOOST_TEST(refused([&] { sheet(BatchId{99}, "kaksi"); }) == "batch.unknown");
    BOOST_TEST(refused([&] { batches.halt(batch, "scan.jammed"); }) == "batch.closed");
    BOOST_TEST(refused([&] { static_cast<void>(batches.show(BatchId{99})); }) == "batch.unknown");
    BOOST_TEST(refused_sql("DELETE FROM batch") == "batch.kept");
    BOOST_TEST(refused_sql("UPDATE batch SET state = 'open', closed_at = NULL") == "batch.closed_for_good");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM arrival") == 1);
}

BOOST_FIXTURE_TEST_CASE(the_same_place_in_a_batch_is_taken_once, Office) {
    const auto batch = batches.open({"scan", "", {}, {}, {}});
    sheet(batch, "yksi", 1);
    BOOST_TEST(refused([&] { sheet(batch, "toinen", 1); }) == "db.constraint");
    sheet(batch, "kaksi");
    BOOST_TEST(batches.show(batch).sheets == 2);
}

BOOST_FIXTURE_TEST_CASE(a_batch_that_halts_keeps_what_is_safe_and_goes_on, Office) {
    const auto batch = batches.open({"scan", "Etupöytä", 3, {}, {}});
    sheet(batch, "yksi");
    batches.halt(batch, "scan.jammed");
    read_all();
    auto seen = batches.show(batch);
    BOOST_TEST(seen.open);
    BOOST_TEST(seen.halt == "scan.jammed");
    BOOST_TEST(seen.sheets == 1);
    BOOST_TEST(seen.differs());
    BOOST_TEST(documents() == 0);  // read, but more may come
    BOOST_TEST(batches.open_batches().size() == 1u);
    batches.go_on(batch);
    sheet(batch, "kaksi");
    sheet(batch, "kolme");
    batches.close(batch);
    read_all();
    seen = batches.show(batch);
    BOOST_TEST(!seen.open);
    BOOST_TEST(!seen.differs());
    BOOST_TEST(seen.filed == 3);
    BOOST_TEST(documents() == 1);
    BOOST_TEST(batches.open_batches().empty());
    const auto document = *this->seen(ArrivalId{1}).document;
    BOOST_TEST((pages_of(document) == std::vector<std::int64_t>{1, 2, 3}));
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM document_original") == 3);
    const archive::Archive archive{clerk, shelves};
    const auto text = archive.text(clerk.open<access::ReadDocument>(document)).reveal();
    for (const std::string word : {"yksi", "kaksi", "kolme"}) BOOST_TEST(text.find(word) != std::string::npos, text);
    for (int page = 1; page <= 3; ++page)
        BOOST_TEST(!archive.page_image(clerk.open<access::PreviewDocument>(document), page).empty());
}

BOOST_FIXTURE_TEST_CASE(a_sheet_that_cannot_be_read_keeps_its_place_in_the_stack, Office) {
    const auto batch = batches.open({"scan", "", {}, {}, {}});
    sheet(batch, "eka");
    receive("\x89PNG\r\n\x1A\n and nothing more", {"scan", PersonalText{"p2.png"}, {}, {}, {}, batch});
    sheet(batch, "kolmas");
    batches.close(batch);
    read_all();
    BOOST_TEST(documents() == 1);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM page WHERE number = 2 AND failure <> ''") == 1);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM document_original") == 3);
}

BOOST_FIXTURE_TEST_CASE(files_that_came_together_are_documents_of_their_own, Office) {
    const auto batch = batches.open({"upload", "", {}, {}, {}});
    const auto one = sheet(batch, "yksi", 0, "upload"), two = sheet(batch, "kaksi", 0, "upload");
    const auto twin = sheet(batch, "yksi", 0, "upload");
    batches.close(batch);
    read_all();
    BOOST_TEST(documents() == 2);
    BOOST_TEST(state(one) == "filed");
    BOOST_TEST(state(two) == "filed");
    BOOST_TEST(state(twin) == "duplicate");
    BOOST_TEST((seen(twin).same_as == seen(one).document));
}

BOOST_FIXTURE_TEST_CASE(the_first_page_orders_the_others_and_each_is_read_once, Office) {
    const auto id = receive(many_pages(5));
    BOOST_TEST(waiting() == 1);
    work(*claim());
    BOOST_TEST(state(id) == "reading");
    BOOST_TEST(seen(id).pages_total == 5);
    BOOST_TEST(seen(id).pages_read == 1);
    BOOST_TEST(waiting() == 4);
    read_all();
    BOOST_TEST(state(id) == "filed");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM page") == 5);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM read_page") == 0);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM job WHERE kind = 'read' AND attempt = 1 AND state = 'done'") == 5);
}

BOOST_FIXTURE_TEST_CASE(a_crash_after_any_page_repeats_only_what_is_missing, Office) {
    const auto id = receive(many_pages(4));
    std::set<int> read;
    for (int turn = 0; turn < 4; ++turn) {
        const auto lease = claim("gone");
        BOOST_TEST_REQUIRE(lease.has_value());
        work(*lease);
        BOOST_TEST(read.insert(lease->page).second);
        if (const auto broken_off = claim("gone")) clock.advance(5min);  // taken up, and never heard of again
    }
    clock.advance(5min);
    read_all();
    BOOST_TEST(state(id) == "filed");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM page") == 4);
    BOOST_TEST(only<std::int64_t>("SELECT count(DISTINCT source_page) FROM page") == 4);
}

BOOST_FIXTURE_TEST_CASE(a_page_that_is_turned_by_a_person_takes_the_old_ones_place, Office) {
    customer(clerk, "Maija Malli");
    const auto id = receive(test::png_of("Tilaus\nMaija Malli"));
    read_all();
    const auto document = *seen(id).document;
    confirm(clerk, document, {archive::Series::order, "fi", {}, {}});
    const auto blobs = blobs_in_the_vault();
    const auto image = only<std::string>("SELECT image_blob FROM page");
    database().write([&](db::Write& write) {
        jobs::order(write, {"read", id.value(), 1, "turn:90", "", jobs::priority::awaited}, clock.now());
    });
    read_all();
    BOOST_TEST(only<std::string>("SELECT image_blob FROM page") != image);
    BOOST_TEST(only<int>("SELECT turned FROM page") == 90);
    BOOST_TEST(only<std::string>("SELECT series FROM document") == "order");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM document WHERE confirmed_at IS NOT NULL") == 1);
    BOOST_TEST(blobs_in_the_vault() <= blobs + 1);  // the old ones went; a page may have codes now that had none
    BOOST_TEST(test::lines_of(database(), "document.reread") == 1);
}

BOOST_FIXTURE_TEST_CASE(a_new_reading_that_fails_leaves_the_old_one_where_it_is, Office) {
    const auto id = receive(test::png_of("Pysyy"));
    read_all();
    vault.remove(blobs::BlobId{only<std::string>("SELECT original FROM arrival")});
    database().write([&](db::Write& write) {
        jobs::order(write, {"read", id.value(), 1, "", "another engine"}, clock.now());
    });
    const auto image = only<std::string>("SELECT image_blob FROM page");
    read_all();
    BOOST_TEST(only<std::string>("SELECT image_blob FROM page") == image);
    BOOST_TEST(only<std::string>("SELECT reason FROM job WHERE engine = 'another engine'") == "vault.missing");
}

BOOST_FIXTURE_TEST_CASE(another_engine_makes_new_jobs_and_its_reading_takes_the_old_ones_place, Office) {
    const auto id = receive(many_pages(2));
    read_all();
    run("UPDATE page SET engine = 'an older one'");
    const auto images = only<std::string>("SELECT min(image_blob) || max(image_blob) FROM page");
    const std::string engine = reader.engine();
    BOOST_TEST(order_rereads(job, engine) == 2);
    BOOST_TEST(order_rereads(job, engine) == 2);  // ordered twice it is one job a page
    const auto tally =
        database().read([&](db::Read& read) { return jobs::tally_with(read, "read", engine_code(engine)); });
    BOOST_TEST(tally.waiting == 2);
    read_all();
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM page WHERE engine = 'an older one'") == 0);
    BOOST_TEST(only<std::string>("SELECT min(image_blob) || max(image_blob) FROM page") != images);
    BOOST_TEST(order_rereads(job, engine) == 0);
    BOOST_TEST(order_rereads(job, engine, seen(id).document) == 0);
    BOOST_TEST(documents() == 1);
}

BOOST_FIXTURE_TEST_CASE(what_is_being_read_anew_waits_behind_what_comes_in, Office) {
    receive(many_pages(2));
    read_all();
    static_cast<void>(order_rereads(job, "the newest"));
    const auto fresh = receive(test::png_of("Uusi paperi"));
    BOOST_TEST(claim()->object == fresh.value());
}

BOOST_FIXTURE_TEST_CASE(a_database_without_room_costs_no_page, Office) {
    if (database().engine() != db::Engine::sqlite) return;  // its server has a disk of its own
    const auto id = receive(many_pages(3));
    bool said = false;
    {
        const test::FullDisk full{database(), 1};
        for (int i = 0; i < 60 && !said; ++i) try {
                if (const auto lease = claim()) work(*lease);
                else receive(many_pages(1) + std::string(static_cast<std::size_t>(i) + 1, 'x'));
            } catch (const Error& error) {
                said = error.fault() == Fault::unavailable;
                BOOST_TEST(said, error.what());
            }
    }
    BOOST_TEST(said);
    clock.advance(5min);  // whoever held something is taken for lost
    static_cast<void>(claim("somebody"));
    clock.advance(5min);
    read_all();
    clock.advance(5min);
    read_all();
    BOOST_TEST(state(id) == "filed");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM page WHERE arrival = " + std::to_string(id.value())) == 3);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM arrival WHERE state <> 'filed'") == 0);
}
