// A page becomes durable, a document a row, a person says what it is: on a real vault and a real database.
#include <boost/test/unit_test.hpp>

#include <cstdlib>

#include "support/test_archive.hpp"

using namespace arkki;
using namespace arkki::archive;
using test::refusal_of;

namespace {

class Office : public test::TestArchive {
public:
    access::Desk clerk = desk("clerk");
    Archive archive{clerk, shelves};
    Record record(DocumentId id) { return archive.record(clerk.open<access::ReadDocument>(id)); }
    std::vector<PageFacts> pages(DocumentId id) { return archive.pages(clerk.open<access::ReadDocument>(id)); }
    Bytes pdf_of(DocumentId id) { return archive.searchable_pdf(clerk.open<access::CopyDocument>(id)); }
    std::string refused_confirmation(DocumentId id, const Archive::Confirmation& what) {
        return refusal_of([&] {
            confirm(clerk, id, what);
            return 0;
        });
    }
};

imaging::PageRead failed_page(int number, int of) {
    imaging::PageRead page;
    page.number = number;
    page.of = of;
    page.failure = "reader.page_crashed";
    return page;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_document_for_a_place_that_does_not_exist_leaves_nothing_behind, Office) {
    BOOST_TEST(refusal_of([&] { return file({"Tilaus"}, Series::order, UnitId{99}); }) == "unit.unknown");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM document") == 0);
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM page_text") == 0);
    BOOST_TEST(test::lines_of(database(), "document.filed") == 0);
}

BOOST_FIXTURE_TEST_CASE(what_is_not_there_is_said_to_be_unknown, Office) {
    const auto id = file({"Yhteydenotto"});
    BOOST_TEST(refusal_of([&] { return record(DocumentId{77}).pages; }) == "document.unknown");
    BOOST_TEST(refusal_of([&] { return archive.words(clerk.open<access::ReadDocument>(id), 2).size(); }) ==
               "page.unknown");
    BOOST_TEST(refusal_of([&] { return archive.page_image(clerk.open<access::PreviewDocument>(id), 0).size(); }) ==
               "page.unknown");
    BOOST_TEST(refusal_of([&] { return archive.thumbnail(clerk.open<access::PreviewDocument>(id), -1).size(); }) ==
               "page.unknown");
}

BOOST_FIXTURE_TEST_CASE(an_auditor_reads_no_document, Office) {
    const auto id = file({"Yhteydenotto"});
    const auto auditor = desk("auditor");
    BOOST_TEST(refusal_of([&] { return auditor.open<access::ReadDocument>(id).object(); }) == "access.denied.role");
    BOOST_TEST((Archive{auditor, shelves}.waiting(0, 10).empty()));
}

BOOST_FIXTURE_TEST_CASE(a_page_comes_back_as_it_was_stored, Office) {
    const auto id = file({"Maija Malli\nEsimerkkitie 2", "Toinen sivu"});
    const Record seen = record(id);
    BOOST_TEST(seen.pages == 2);
    BOOST_TEST(seen.version == 1);
    BOOST_TEST(seen.path == "/");
    BOOST_TEST(!seen.confirmed_at);
    BOOST_TEST(!seen.customer);
    const auto words = archive.words(clerk.open<access::ReadDocument>(id), 1);
    BOOST_TEST_REQUIRE(words.size() == 4u);
    BOOST_TEST((words == test::page_of("Maija Malli\nEsimerkkitie 2").words));
    BOOST_TEST(archive.text(clerk.open<access::ReadDocument>(id)).reveal() ==
               "Maija Malli\nEsimerkkitie 2\fToinen sivu");
    BOOST_TEST((archive.page_image(clerk.open<access::PreviewDocument>(id), 2) == Bytes{0xFF, 0xD8, 2}));
    BOOST_TEST((archive.thumbnail(clerk.open<access::PreviewDocument>(id), 2) == Bytes{0xFF, 0xD8, 0xFF}));
    const auto sheets = pages(id);
    BOOST_TEST(sheets.at(0).dpi == 150);
    BOOST_TEST(sheets.at(0).confidence == 90.0);
}

BOOST_FIXTURE_TEST_CASE(the_original_bytes_come_back_equal, Office) {
    std::string bytes = "%PDF-1.7\n";
    for (int i = 0; i < 200'000; ++i) bytes += static_cast<char>(i * 31 % 256);
    const auto id = file_pages({test::page_of("Tilaus")}, Series::order, {}, bytes);
    BOOST_TEST(text_of(archive.original(clerk.open<access::CopyDocument>(id))) == bytes);
    BOOST_TEST(record(id).sha256 == hex(sha256(view(bytes))));
    BOOST_TEST(record(id).size == static_cast<std::int64_t>(bytes.size()));
    database().read([&](db::Read& read) {
        BOOST_TEST((same_bytes(read, hex(sha256(view(bytes)))) == id));
        BOOST_TEST(!same_bytes(read, std::string(64, '0')));
    });
}

BOOST_FIXTURE_TEST_CASE(a_page_that_could_not_be_read_is_kept_as_a_page, Office) {
    const auto id =
        file_pages({test::page_of("Alku", 1, 3), failed_page(2, 3), test::page_of("Loppu", 3, 3)}, Series::contact, {});
    const auto sheets = pages(id);
    BOOST_TEST_REQUIRE(sheets.size() == 3u);
    BOOST_TEST(sheets[1].failure == "reader.page_crashed");
    BOOST_TEST(sheets[1].damaged);
    BOOST_TEST(archive.text(clerk.open<access::ReadDocument>(id)).reveal() == "Alku\f\fLoppu");
    BOOST_TEST(refusal_of([&] { return archive.page_image(clerk.open<access::PreviewDocument>(id), 2).size(); }) ==
               "page.unread");
    BOOST_TEST(!pdf_of(id).empty());
    const auto nothing = file_pages({failed_page(1, 1)}, Series::contact, {}, "other bytes");
    BOOST_TEST(refusal_of([&] { return pdf_of(nothing).size(); }) == "document.no_pages");
}

BOOST_FIXTURE_TEST_CASE(a_scan_that_was_cut_off_asks_for_a_look, Office) {
    auto page = test::page_of("Puolikas");
    page.constant_tail = true;
    BOOST_TEST(pages(file_pages({page}, Series::contact, {})).at(0).damaged);
}

BOOST_FIXTURE_TEST_CASE(the_searchable_pdf_of_two_pages_holds_the_words, Office) {
    const auto id = file({"Korjauspyynnön käsittely", "Toisella sivulla osoite"});
    const std::string text = test::text_of_pdf(pdf_of(id), store.folder());
    if (test::has_program("qpdf"))
        BOOST_TEST(
            std::system(("qpdf --check " + (store.folder() / "read.pdf").string() + " >/dev/null 2>&1").c_str()) == 0);
    if (test::has_program("pdftotext")) BOOST_TEST(text == "Korjauspyynnön käsittely Toisella sivulla osoite");
}

BOOST_FIXTURE_TEST_CASE(a_confirmation_with_a_wrong_value_changes_nothing, Office) {
    const auto id = file({"Tilaus"});
    BOOST_TEST(refused_confirmation(id, {Series::order, "de", {}, {}}) == "language.unknown");
    BOOST_TEST(refused_confirmation(id, {Series::order, "fi", CustomerId{99}, {}}) == "customer.unknown");
    BOOST_TEST(refused_confirmation(id, {Series::order, "fi", {}, UnitId{99}}) == "unit.unknown");
    BOOST_TEST(record(id).version == 1);
    BOOST_TEST(test::lines_of(database(), "document.changed") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_confirmation_moves_scope_and_version_and_is_in_the_log, Office) {
    test::TestRoom room{clerk};
    const auto binder = room.binder("M07", room.shelf);
    const auto id = file({"Tilaus"}, Series::other);
    const auto before = only<std::int64_t>("SELECT scope FROM page_scope");
    const auto maija = customer(clerk, "Maija Malli");
    confirm(clerk, id, {Series::order, "fi", maija, binder});
    const Record seen = record(id);
    BOOST_TEST((seen.series == Series::order));
    BOOST_TEST((seen.customer == maija));
    BOOST_TEST(seen.version == 2);
    BOOST_TEST(seen.path == room.units.show(binder).path);
    BOOST_TEST(only<std::int64_t>("SELECT scope FROM page_scope") != before);
    BOOST_TEST(only<std::int64_t>("SELECT scope FROM page_scope") == only<std::int64_t>("SELECT scope FROM document"));
    BOOST_TEST(only<std::string>("SELECT fields FROM document_change") == "type+language+customer+place");
    BOOST_TEST(archive.waiting(0, 10).empty());
    BOOST_TEST((archive.of_customer(maija) == std::vector<DocumentId>{id}));
    confirm(clerk, id, {Series::order, "fi", maija, binder});
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM document_change WHERE fields = 'none'") == 1);
}

BOOST_FIXTURE_TEST_CASE(two_clerks_who_looked_at_the_same_form_do_not_overwrite_each_other, Office) {
    const auto id = file({"Tilaus"});
    const auto maija = customer(clerk, "Maija Malli");
    confirm(clerk, id, {Series::order, "fi", maija, {}, 1});
    BOOST_TEST(refused_confirmation(id, {Series::letter, "sv", {}, {}, 1}) == "document.changed_meanwhile");
    BOOST_TEST((record(id).customer == maija));
    BOOST_TEST(refused_confirmation(id, {Series::letter, "sv", {}, {}, 2}) == "");
}

BOOST_FIXTURE_TEST_CASE(a_sheet_relinked_from_the_wrong_customer_is_logged_for_both, Office) {
    const auto id = file({"Tilaus"});
    const auto wrong = customer(clerk, "Maija Malli");
    const auto right = customer(clerk, "Maija Malli");
    confirm(clerk, id, {Series::order, "fi", wrong, {}});
    confirm(clerk, id, {Series::order, "fi", right, {}});
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM audit_subject s JOIN audit_entry e ON e.seq = s.seq"
                                  " WHERE e.action = 'document.changed' AND s.subject = " +
                                  std::to_string(wrong.value())) == 2);
}

BOOST_FIXTURE_TEST_CASE(documents_follow_their_binder_and_what_lies_in_it, Office) {
    test::TestRoom room{clerk};
    const auto binder = room.binder("M07", room.shelf);
    const auto folder = room.units.add({custody::UnitKind::folder, "A", {{}, binder}});
    const auto in_binder = file({"Tilaus"}, Series::order, binder);
    const auto in_folder = file({"Kirje"}, Series::letter, folder);
    const auto elsewhere = file({"Muu"}, Series::letter);
    const std::string before = record(in_folder).path;
    room.units.move(clerk.open<access::MoveUnit>(binder), {room.other_shelf, {}}, "muutto", follow_unit);
    const std::string after = room.units.show(binder).path;
    BOOST_TEST(after != before);
    BOOST_TEST(record(in_binder).path == after);
    BOOST_TEST(record(in_folder).path == after);
    BOOST_TEST(record(elsewhere).path == "/");
    BOOST_TEST(only<std::int64_t>(
                   "SELECT count(*) FROM page_scope s JOIN document d ON d.id = s.document WHERE d.scope <> s.scope") ==
               0);
}

BOOST_FIXTURE_TEST_CASE(the_guard_learns_place_type_and_whose_it_is, Office) {
    const auto id = file({"a", "b"}, Series::order);
    const auto facts_now = [&] { return database().read([&](db::Read& read) { return archive::facts(read, id); }); };
    BOOST_TEST(facts_now().series == "order");
    BOOST_TEST(facts_now().count == 2);
    BOOST_TEST(facts_now().subjects.empty());
    const auto maija = customer(clerk, "Maija Malli");
    confirm(clerk, id, {Series::letter, "fi", maija, {}});
    BOOST_TEST(facts_now().series == "letter");
    BOOST_TEST((facts_now().subjects == std::vector<CustomerId>{maija}));
    BOOST_TEST(facts_now().version == 2);
    BOOST_TEST(!facts_now().restricted);
    run("INSERT INTO hold (kind, customer, reason, evidence, review_on, placed_at, placed_by)"
        " VALUES ('restriction', 1, 'kiistetty', 'request:1', '2027-01-01', 0, 1)");
    BOOST_TEST(facts_now().restricted);
    BOOST_TEST(refusal_of([&] { return record(id).pages; }) == "access.denied.restricted");
    BOOST_TEST(!database().read([&](db::Read& read) { return archive::facts(read, DocumentId{99}); }).exists);
}

BOOST_FIXTURE_TEST_CASE(the_database_keeps_bytes_history_and_confirmation, Office) {
    const auto id = file({"Tilaus"});
    confirm(clerk, id, {Series::order, "fi", {}, {}});
    BOOST_TEST(refused_sql("UPDATE document SET sha256 = '" + std::string(64, 'a') + "'") ==
               "document.bytes_are_fixed");
    BOOST_TEST(refused_sql("UPDATE document SET original = 'x'") == "document.bytes_are_fixed");
    BOOST_TEST(refused_sql("UPDATE document SET version = 1") == "document.still_confirmed");
    BOOST_TEST(refused_sql("UPDATE document SET confirmed_at = NULL, confirmed_by = NULL") ==
               "document.still_confirmed");
    BOOST_TEST(refused_sql("DELETE FROM document_change") == "document_change.append_only");
    BOOST_TEST(refused_sql("UPDATE document_change SET fields = ''") == "document_change.append_only");
    BOOST_TEST(refused_sql("INSERT INTO document (series, customer, received_on, filed_at, filed_by, scope, media, "
                           "pages, sha256, size,"
                           " original, document_key) SELECT series, 1, received_on, filed_at, filed_by, scope, media, "
                           "pages, sha256, size,"
                           " original, document_key FROM document") == "db.constraint");
}
