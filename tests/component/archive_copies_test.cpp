// The searchable copy is written once and kept; the original is given back as it came, to whoever may have all of it.
#include <boost/test/unit_test.hpp>

#include "archive/searchable_copy.hpp"
#include "pdf/conformance.hpp"
#include "support/test_archive.hpp"

using namespace arkki;
using namespace arkki::archive;
using test::refusal_of;

namespace {

/// `temp` may have copies of orders and of nothing else.
class Staff : public test::TestArchive {
public:
    Staff() {
        hire("temp", access::Role::clerk);
        for (const auto* act : {"read", "copy", "maintain"}) enter_on_list("temp", act, "/", "order");
    }
};

class Office : public Staff {
public:
    access::Desk clerk = desk("clerk");
    Archive archive{clerk, shelves};
    SearchableCopies copies{database(), shelves};

    Bytes pdf_of(DocumentId id) { return archive.searchable_pdf(clerk.open<access::CopyDocument>(id)); }
    std::string original_of(DocumentId id, int position = 1) {
        return text_of(archive.original_file(clerk.open<access::CopyDocument>(id), position).bytes);
    }
    /// Does the next ordered copy. @returns whether there was one
    bool work() {
        static constexpr std::string_view kinds[]{copy_job};
        const auto lease = jobs::claim(database(), "runner", clock.now(), kinds);
        if (lease) copies.make(*lease, clock.now());
        return lease.has_value();
    }
    void work_all() {
        while (work()) {
        }
    }
    std::string blob() { return only<std::string>("SELECT blob FROM document_copy"); }
    std::int64_t count(const std::string& table) { return only<std::int64_t>("SELECT count(*) FROM " + table); }
    bool is_there(const std::string& blob) {
        return std::filesystem::exists(store.folder() / "blobs" / blob.substr(0, 2) / blob.substr(2, 2) / blob);
    }
    void order_again(DocumentId id) {
        database().write([&](db::Write& write) { order_copy(write, id, clock.now()); });
    }
    /// A second document on the same file, as a split makes it.
    DocumentId split_off(DocumentId first) {
        const auto second = file({"Toinen"});
        run("DELETE FROM document_original WHERE document = " + std::to_string(second.value()));
        run("INSERT INTO document_original (document, position, media, sha256, size, original, document_key) SELECT " +
            std::to_string(second.value()) +
            ", 1, media, sha256, size, original, document_key FROM document_original WHERE document = " +
            std::to_string(first.value()));
        return second;
    }
};

imaging::PageRead coloured(int components, bool colour = true) {
    auto page = test::page_of("Valokuva");
    page.image = pdf_test::jpeg_head(page.width, page.height, components);
    page.colour = colour;
    return page;
}

bool has(const Bytes& bytes, const std::string& part) { return text_of(bytes).find(part) != std::string::npos; }

int signatures_in(const std::string& file, std::size_t step) {
    SignatureCount signatures;
    for (std::size_t at = 0; at < file.size(); at += step) signatures.add(view(std::string_view{file}.substr(at, step)));
    return signatures.count();
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_page_that_cannot_stand_in_pdf_a_refuses_no_document, Office) {
    const auto id = file_pages({test::page_of("Tilaus")}, Series::order, {}, "alkuperäinen");
    run("UPDATE page SET bilevel_blob = ''");
    order_again(id);
    work_all();
    BOOST_TEST(only<std::string>("SELECT reason FROM document_copy") == "searchable.bad_page");
    BOOST_TEST(blob().empty());
    BOOST_TEST(refusal_of([&] { return pdf_of(id).size(); }) == "searchable.bad_page");
    BOOST_TEST(original_of(id) == "alkuperäinen");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM job WHERE kind = 'archival' AND state <> 'done'") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_missing_font_lets_the_job_wait_and_blames_no_document, Office) {
    file({"Tilaus"});
    auto without = shelves;
    without.resources.glyphless_font = "/nowhere/pdf.ttf";
    static constexpr std::string_view kinds[]{copy_job};
    const auto lease = jobs::claim(database(), "runner", clock.now(), kinds);
    BOOST_REQUIRE(lease);
    BOOST_TEST(refusal_of([&] {
                   SearchableCopies{database(), without}.make(*lease, clock.now());
                   return 0;
               }) == "letter.no_resource");
    BOOST_TEST(count("document_copy") == 0);
    BOOST_TEST(only<std::string>("SELECT state FROM job WHERE kind = 'archival'") == "running");
}

BOOST_FIXTURE_TEST_CASE(a_document_without_a_page_that_was_read_has_no_copy_and_its_job_ends, Office) {
    imaging::PageRead failed;
    failed.number = failed.of = 1;
    failed.failure = "reader.page_crashed";
    const auto id = file_pages({failed}, Series::other, {});
    BOOST_TEST(work());
    BOOST_TEST(!work());
    BOOST_TEST(count("document_copy") == 0);
    BOOST_TEST(refusal_of([&] { return pdf_of(id).size(); }) == "document.no_pages");
}

BOOST_FIXTURE_TEST_CASE(the_copy_is_written_once_and_is_the_same_bytes_each_time, Office) {
    const auto id = file({"Maija Malli\nEsimerkkitie 2", "Toinen sivu"});
    work_all();
    const auto name = blob();
    const Bytes first = pdf_of(id);
    BOOST_TEST(pdf::searchable_problems(first).empty());
    BOOST_TEST((pdf_of(id) == first));
    order_again(id);
    work_all();
    BOOST_TEST(blob() == name);
    BOOST_TEST(only<std::string>("SELECT sha256 FROM document_copy") == hex(sha256(first)));
    BOOST_TEST(only<int>("SELECT pages FROM document_copy") == 2);
    if (const auto text = test::text_of_pdf(first, store.folder()); !text.empty())
        BOOST_TEST(text == "Maija Malli Esimerkkitie 2 Toinen sivu");
}

BOOST_FIXTURE_TEST_CASE(whoever_asks_before_the_job_ran_gets_it_made_on_the_spot, Office) {
    const auto id = file({"Tilaus"});
    BOOST_TEST(count("document_copy") == 0);
    const Bytes asked = pdf_of(id);
    const auto name = blob();
    work_all();
    BOOST_TEST(blob() == name);
    BOOST_TEST((pdf_of(id) == asked));
}

BOOST_FIXTURE_TEST_CASE(other_pages_give_another_copy_and_the_old_file_goes, Office) {
    const auto id = file({"Ensimmäinen", "Toinen"});
    work_all();
    const auto old = blob();
    const Bytes before = pdf_of(id);
    run("UPDATE page SET dropped = 1 WHERE number = 2");
    // Nobody is given the pages that were taken out, even before the job ran.
    const Bytes after = pdf_of(id);
    BOOST_TEST((after != before));
    BOOST_TEST(blob() != old);
    BOOST_TEST(!is_there(old));
    BOOST_TEST(is_there(blob()));
    BOOST_TEST(only<int>("SELECT pages FROM document_copy") == 1);
}

BOOST_FIXTURE_TEST_CASE(a_job_for_pages_the_document_no_longer_has_writes_nothing, Office) {
    const auto id = file({"Ensimmäinen", "Toinen"});
    run("UPDATE page SET dropped = 1 WHERE number = 2");
    BOOST_TEST(work());
    BOOST_TEST(count("document_copy") == 0);
    order_again(id);
    BOOST_TEST(work());
    BOOST_TEST(only<int>("SELECT pages FROM document_copy") == 1);
}

BOOST_FIXTURE_TEST_CASE(what_a_person_says_of_the_language_stands_in_the_copy, Office) {
    const auto id = file({"Beställning"});
    work_all();
    BOOST_TEST(has(pdf_of(id), "/Lang (fi)"));
    confirm(clerk, id, {Series::order, "sv", {}, {}});
    work_all();
    BOOST_TEST(has(pdf_of(id), "/Lang (sv)"));
}

BOOST_FIXTURE_TEST_CASE(a_page_keeps_its_picture_by_what_it_is, Office) {
    auto torn = coloured(1, false);
    torn.number = 3;
    torn.damaged = true;
    auto photo = coloured(3);
    photo.number = 2;
    const auto id = file_pages({test::page_of("Teksti"), photo, torn}, Series::other, {});
    work_all();
    BOOST_TEST(only<std::string>("SELECT pictures FROM document_copy") == "g4:1 jpeg:2");
    const Bytes pdf = pdf_of(id);
    BOOST_TEST(pdf::searchable_problems(pdf).empty());
    for (const auto* part : {"/CCITTFaxDecode", "/DeviceRGB", "/DCTDecode"}) BOOST_TEST(has(pdf, part), part);
}

BOOST_FIXTURE_TEST_CASE(a_picture_of_four_colours_falls_back_on_black_and_white, Office) {
    const auto id = file_pages({coloured(4)}, Series::other, {});
    work_all();
    BOOST_TEST(only<std::string>("SELECT pictures FROM document_copy") == "g4:1 jpeg:0");
    BOOST_TEST(pdf::searchable_problems(pdf_of(id)).empty());
}

BOOST_FIXTURE_TEST_CASE(a_second_text_of_the_file_is_searched_but_not_drawn, Office) {
    auto page = test::page_of("Näkyvä");
    page.layer = test::page_of("Piilotettu").words;
    const auto id = file_pages({page}, Series::other, {});
    work_all();
    const auto text = test::text_of_pdf(pdf_of(id), store.folder());
    if (!text.empty()) BOOST_TEST(text == "Näkyvä");
    BOOST_TEST(archive.words(clerk.open<access::ReadDocument>(id), 1).size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_holds_another_document_is_refused_to_whoever_may_not_have_all_of_it, Office) {
    const auto mine = file_pages({test::page_of("Minun")}, Series::order, {}, "%PDF kaksi asiakirjaa");
    const auto other = split_off(mine);
    const auto temp = desk("temp");
    const Archive theirs{temp, shelves};
    const auto lone = file_pages({test::page_of("Oma")}, Series::order, {}, "%PDF yksi asiakirja");
    BOOST_TEST(text_of(theirs.original(temp.open<access::CopyDocument>(lone))) == "%PDF yksi asiakirja");
    BOOST_TEST(refusal_of([&] { return theirs.original(temp.open<access::CopyDocument>(mine)).size(); }) ==
               "original.shared");
    BOOST_TEST(original_of(mine) == "%PDF kaksi asiakirjaa");
    BOOST_TEST(original_of(other) == "%PDF kaksi asiakirjaa");
    BOOST_TEST(archive.originals(clerk.open<access::ReadDocument>(mine)).at(0).shared);
    // The refusal and each copy of the other document have their lines.
    const auto lines = [&](const std::string& result) {
        return only<std::int64_t>("SELECT count(*) FROM audit_entry WHERE action = 'document.copy' AND result = '" +
                                  result + "' AND object = 'document:" + std::to_string(other.value()) + "'");
    };
    BOOST_TEST(lines("denied") == 1);
    BOOST_TEST(lines("allowed") == 2);
}

BOOST_FIXTURE_TEST_CASE(a_document_of_several_sheets_gives_each_file_with_its_true_type, Office) {
    const auto id = file_pages({test::page_of("Arkki")}, Series::other, {}, "%PDF yksi");
    const auto key = only<std::string>("SELECT document_key FROM document");
    const auto second = vault.put(blobs::WrappedKey{key}, view("MM\x01*toinen"));
    run("INSERT INTO document_original (document, position, media, sha256, size, original, document_key) VALUES (" +
        std::to_string(id.value()) + ", 2, 'tiff', '" + second.sha256 + "', " + std::to_string(second.size) + ", '" +
        second.id.text + "', '" + key + "')");
    const auto originals = archive.originals(clerk.open<access::ReadDocument>(id));
    BOOST_TEST_REQUIRE(originals.size() == 2u);
    BOOST_TEST(!originals[0].shared);
    BOOST_TEST(original_of(id, 1) == "%PDF yksi");
    BOOST_TEST(original_of(id, 2) == "MM\x01*toinen");
    BOOST_TEST(media_type(originals[0].media) == "application/pdf");
    BOOST_TEST(media_type(originals[1].media) == "image/tiff");
    BOOST_TEST(file_ending(originals[1].media) == ".tif");
    BOOST_TEST(media_type("mail") == "message/rfc822");
    BOOST_TEST(media_type("whatever") == "application/octet-stream");
    for (const int nowhere : {0, 3, -1}) BOOST_TEST(refusal_of([&] { return original_of(id, nowhere); }) == "original.unknown");
}

BOOST_AUTO_TEST_CASE(signatures_are_told_by_their_byte_ranges_however_the_file_is_cut) {
    const std::string one = "<</Type/Sig/ByteRange[0 10 20 30]/Contents<00>>>", two = "/ByteRange \r\n[0 1 2 3 ] and on";
    const std::string none = "/ByteRange 12 0 R, /ByteRang [0], (Byte range of)";
    for (std::size_t step = 1; step < 60; ++step) {
        BOOST_TEST(signatures_in(none, step) == 0);
        BOOST_TEST(signatures_in("%PDF" + one + none + std::string(500, ' ') + two, step) == 2, "in steps of " << step);
    }
    BOOST_TEST(signatures_in("", 1) == 0);
    BOOST_TEST(signatures_in("/ByteRange", 3) == 0);
}

BOOST_FIXTURE_TEST_CASE(the_job_notes_that_an_original_is_signed, Office) {
    const auto id = file_pages({test::page_of("Sopimus")}, Series::other, {}, "%PDF /ByteRange [0 1 2 3] ja loput");
    BOOST_TEST(archive.originals(clerk.open<access::ReadDocument>(id)).at(0).signatures == 0);
    work_all();
    BOOST_TEST(archive.originals(clerk.open<access::ReadDocument>(id)).at(0).signatures == 1);
}

BOOST_FIXTURE_TEST_CASE(codes_of_a_page_come_back_as_they_were_read, Office) {
    auto page = test::page_of("Paketti");
    page.codes = {{imaging::CodeFormat::qr, PersonalText{"https://example.org/<b>"}, {1, 2, 30, 30}},
                  {imaging::CodeFormat::code128, PersonalText{"300000000180"}, {5, 50, 90, 30}}};
    const auto id = file_pages({page}, Series::other, {});
    const auto codes = archive.codes(clerk.open<access::ReadDocument>(id), 1);
    BOOST_TEST((codes == page.codes));
    BOOST_TEST(archive.codes(clerk.open<access::ReadDocument>(id), 2).empty());
}
