// What is taken out of the copies for the person who asks: burnt into new pictures, with nothing beneath, for this
// request alone; the original stays byte for byte.
#include <boost/test/unit_test.hpp>

#include <leptonica/allheaders.h>

#include <fstream>
#include <iterator>

#include "archive/redacted_copy.hpp"
#include "imaging/burning.hpp"
#include "imaging/reader.hpp"
#include "pdf/conformance.hpp"
#include "support/test_requests.hpp"

using namespace arkki;
using namespace arkki::archive;
using test::refusal_of;

namespace {

imaging::Reader& reader() {
    imaging::ReaderSettings settings;
    settings.program = ARKKI_BINARY_DIR "/bin/arkki-reader";
    static imaging::Reader one{settings};
    return one;
}

/// A filled form as it comes from the scanner, read once.
const imaging::PageRead& scanned_form() {
    static const imaging::PageRead page = [] {
        std::ifstream in{ARKKI_SOURCE_DIR "/scans/samples/rectify-fi.jpg", std::ios::binary};
        const std::string bytes{std::istreambuf_iterator<char>{in}, {}};
        imaging::PageRead read;
        static_cast<void>(reader().read(view(bytes), [&](imaging::PageRead one) { read = std::move(one); }));
        return read;
    }();
    return page;
}

class Office : public test::TestRequests {
public:
    DocumentId filed(const std::vector<imaging::PageRead>& pages, CustomerId whose) {
        const auto id = file_pages(pages, Series::order, {}, "alkuperäinen tiedosto");
        confirm(clerk(), id, {Series::order, "fi", whose, {}});
        return id;
    }
    Redactions redactions() { return Redactions{clerk()}; }
    access::Grant<access::WorkOnRequest> working(RequestId id) { return clerk().open<access::WorkOnRequest>(id); }
    access::Grant<access::ReadDocument> reading(DocumentId id) { return clerk().open<access::ReadDocument>(id); }
    access::Grant<access::CopyDocument> copying(DocumentId id) { return clerk().open<access::CopyDocument>(id); }
    RedactedCopies copies() {
        return {database(), shelves, [](ByteView picture, int width, int height, const std::vector<imaging::Box>& boxes) {
                    return imaging::burn(reader(), picture, width, height, boxes);
                }};
    }
    void take_out(RequestId request, DocumentId id, const imaging::Box& box, const std::string& ground = "others",
                  int page = 1) {
        redactions().add(working(request), reading(id), page, {box}, ground);
    }
    Bytes copy(RequestId request, DocumentId id) {
        Bytes bytes;
        copies().pieces(copying(id), request, clock.now(),
                        [&](ByteView piece) { bytes.insert(bytes.end(), piece.begin(), piece.end()); });
        return bytes;
    }
    std::string copy_refusal(RequestId request, DocumentId id) {
        return refusal_of([&] { return copies().make(copying(id), request, clock.now()).size; });
    }
    /// The first page as it prints, 8 bits a pixel; null where poppler's tools are not installed.
    Pix* printed(const Bytes& pdf, int dpi) {
        const auto file = (store.folder() / "copy").string();
        std::ofstream{file + ".pdf", std::ios::binary}.write(reinterpret_cast<const char*>(pdf.data()),
                                                             static_cast<std::streamsize>(pdf.size()));
        if (!test::has_program("pdftoppm")) {
            BOOST_TEST_MESSAGE("skipped: pdftoppm is not installed");
            return nullptr;
        }
        const std::string command = "pdftoppm -gray -png -singlefile -r " + std::to_string(dpi) + " " + file + ".pdf " + file;
        BOOST_REQUIRE(std::system(command.c_str()) == 0);
        Pix* sheet = pixRead((file + ".png").c_str());
        Pix* grey = pixConvertTo8(sheet, 0);
        pixDestroy(&sheet);
        return grey;
    }
};

/// The box of the first word that begins so.
imaging::Box box_of(const imaging::PageRead& page, const std::string& begins) {
    for (const auto& word : page.words)
        if (word.text.reveal().starts_with(begins)) return word.box;
    BOOST_FAIL("no word " + begins);
    return {};
}

int lightest(Pix* pix, const imaging::Box& box) {
    l_uint32 light = 0;
    for (int y = box.y + 1; y < box.y + box.height - 1; ++y)
        for (int x = box.x + 1; x < box.x + box.width - 1; ++x) {
            l_uint32 value = 0;
            pixGetPixel(pix, x, y, &value);
            light = std::max(light, value);
        }
    return static_cast<int>(light);
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_box_without_a_ground_of_the_list_or_off_the_page_is_refused, Office) {
    const auto subject = maija();
    const auto request = access_to(subject);
    const auto id = filed({test::page_of("Maija Malli")}, subject);
    BOOST_TEST(refusal_of([&] { return take_out(request, id, {10, 10, 10, 10}, "because"), 0; }) == "redaction.bad_ground");
    BOOST_TEST(refusal_of([&] { return take_out(request, id, {5000, 10, 10, 10}), 0; }) == "redaction.bad_box");
    BOOST_TEST(refusal_of([&] { return take_out(request, id, {10, 10, 10, 10}, "others", 2), 0; }) == "page.unknown");
    BOOST_TEST(refusal_of([&] { return redactions().add(working(request), reading(id), 1, {}, "others"), 0; }) ==
               "redaction.no_box");
    BOOST_TEST(redactions().of(request, reading(id)).empty());
}

BOOST_FIXTURE_TEST_CASE(papers_of_somebody_else_are_not_redacted_for_this_request, Office) {
    const auto request = access_to(maija());
    const auto id = filed({test::page_of("Pekka")}, customer(clerk(), "Pekka Esimerkki"));
    BOOST_TEST(refusal_of([&] { return take_out(request, id, {10, 10, 10, 10}), 0; }) == "redaction.other_paper");
}

BOOST_FIXTURE_TEST_CASE(the_books_keep_every_redaction_and_nobody_rewrites_one, Office) {
    const auto subject = maija();
    const auto request = access_to(subject);
    const auto id = filed({test::page_of("Maija Malli")}, subject);
    take_out(request, id, {10, 10, 10, 10});
    BOOST_TEST(refused_sql("DELETE FROM redaction") == "redaction.kept");
    BOOST_TEST(refused_sql("UPDATE redaction SET x = 0") == "redaction.kept");
    BOOST_TEST(refused_sql("UPDATE redaction SET ground = 'staff', taken_back_at = 1, taken_back_by = 1") == "redaction.kept");
    const auto number = redactions().of(request, reading(id)).front().id;
    redactions().take_back(working(request), reading(id), number);
    BOOST_TEST(redactions().of(request, reading(id)).empty());
    BOOST_TEST(only<int>("SELECT count(*) FROM redaction") == 1);
    BOOST_TEST(refusal_of([&] { return redactions().take_back(working(request), reading(id), number), 0; }) ==
               "redaction.unknown");
    BOOST_TEST(refused_sql("UPDATE redaction SET taken_back_at = 2") == "redaction.kept");
    redactions().looked_through(working(request), reading(id));
    BOOST_TEST(!refused_sql("DELETE FROM redaction_look").empty());
}

BOOST_FIXTURE_TEST_CASE(what_is_removed_is_in_the_log_by_place_and_ground_and_never_by_word, Office) {
    const auto subject = maija();
    const auto request = access_to(subject);
    const auto id = filed({test::page_of("Maija Malli naapuri")}, subject);
    take_out(request, id, {10, 10, 10, 10});
    BOOST_TEST(test::last_line(database()) == "document.redacted allowed");
    BOOST_TEST(!holds(only<std::string>("SELECT args FROM audit_entry ORDER BY seq DESC LIMIT 1"), "naapuri"));
}

BOOST_FIXTURE_TEST_CASE(a_partly_disclosable_sheet_leaves_without_the_strings_that_were_taken_out, Office) {
    const auto& form = scanned_form();
    BOOST_TEST_REQUIRE(form.words.size() > 20u);
    const auto subject = maija();
    const auto request = access_to(subject);
    const auto id = filed({form}, subject);
    const auto original = only<std::string>("SELECT sha256 FROM document");
    const auto picture = only<std::string>("SELECT image_blob FROM page");
    const auto name = box_of(form, "Meik"), label = box_of(form, "Korjauspyynt");
    take_out(request, id, name);
    take_out(request, id, label, "staff");
    const auto made = copies().make(copying(id), request, clock.now());
    BOOST_TEST((made.grounds == std::vector<std::string>{"others", "staff"}));
    const auto pdf = copy(request, id);
    BOOST_TEST(hex(sha256(pdf)) == made.sha256);
    BOOST_TEST(pdf::searchable_problems(pdf).empty());
    BOOST_TEST(test::text_of_pdf(pdf, store.folder()) == "");
    // Neither as text nor as a picture of letters: what is printed is read once more.
    if (Pix* sheet = printed(pdf, form.dpi)) {
        BOOST_TEST(lightest(sheet, name) < 40);
        BOOST_TEST(lightest(sheet, label) < 40);
        pixDestroy(&sheet);
        std::string text;
        static_cast<void>(reader().read(pdf, [&](imaging::PageRead page) {
            for (const auto& word : page.words) text += word.text.reveal() + " ";
        }));
        BOOST_TEST(holds(text, "Matti"));
        BOOST_TEST(!holds(text, "Meikäläinen"));
        BOOST_TEST(!holds(text, "Korjauspyynt"));
    }
    BOOST_TEST(only<std::string>("SELECT sha256 FROM document") == original);
    BOOST_TEST(only<std::string>("SELECT image_blob FROM page") == picture);
    const auto untouched = clerk().open<access::CopyDocument>(id);
    BOOST_TEST(hex(sha256(Archive{clerk(), shelves}.original(untouched))) == original);
}

BOOST_FIXTURE_TEST_CASE(the_copy_is_made_once_and_anew_when_a_box_is_added_or_taken_back, Office) {
    const auto subject = maija();
    const auto request = access_to(subject);
    const auto id = filed({scanned_form()}, subject);
    const auto whole = copies().make(copying(id), request, clock.now());
    BOOST_TEST(holds(test::text_of_pdf(copy(request, id), store.folder()), "Matti"));
    take_out(request, id, box_of(scanned_form(), "Matti"));
    const auto redacted = copies().make(copying(id), request, clock.now());
    BOOST_TEST(redacted.sha256 != whole.sha256);
    BOOST_TEST(copies().make(copying(id), request, clock.now()).sha256 == redacted.sha256);
    BOOST_TEST(only<int>("SELECT count(*) FROM redacted_copy") == 1);
    redactions().take_back_last(working(request), reading(id), 1);
    BOOST_TEST(copies().make(copying(id), request, clock.now()).sha256 == whole.sha256);
    // Another request of the same person has its own boxes, and its own copy.
    const auto other = access_to(subject);
    take_out(request, id, box_of(scanned_form(), "Matti"));
    BOOST_TEST(copies().make(copying(id), other, clock.now()).grounds.empty());
}

BOOST_FIXTURE_TEST_CASE(a_page_that_was_read_anew_gives_no_copy_until_its_boxes_are_drawn_again, Office) {
    const auto subject = maija();
    const auto request = access_to(subject);
    const auto id = filed({scanned_form()}, subject);
    take_out(request, id, box_of(scanned_form(), "Matti"));
    run("UPDATE page SET image_blob = thumbnail_blob");
    BOOST_TEST(redactions().of(request, reading(id)).front().stale);
    BOOST_TEST(copy_refusal(request, id) == "redaction.page_changed");
    redactions().take_back_last(working(request), reading(id), 1);
    BOOST_TEST(copy_refusal(request, id) == "");
}

BOOST_FIXTURE_TEST_CASE(a_paper_that_is_withheld_and_a_page_nobody_could_look_at_give_no_copy, Office) {
    const auto subject = maija();
    const auto request = access_to(subject);
    const auto secret = filed({scanned_form()}, subject);
    redactions().withhold(working(request), reading(secret), "secret");
    BOOST_TEST(refusal_of([&] { return redactions().withhold(working(request), reading(secret), "others"), 0; }) ==
               "redaction.withheld_already");
    BOOST_TEST(copy_refusal(request, secret) == "redaction.withheld");
    redactions().take_back_last(working(request), reading(secret), 0);
    BOOST_TEST(copy_refusal(request, secret) == "");
    imaging::PageRead failed;
    failed.number = 2;
    failed.of = 2;
    failed.failure = "reader.page_crashed";
    const auto torn = filed({test::page_of("Sivu 1", 1, 2), failed}, subject);
    BOOST_TEST(copy_refusal(request, torn) == "redaction.page_unread");
}

BOOST_FIXTURE_TEST_CASE(nothing_is_redacted_any_more_once_the_request_was_answered, Office) {
    const auto subject = maija();
    const auto request = access_to(subject);
    const auto id = filed({test::page_of("Maija Malli")}, subject);
    identify(request);
    decide(request, {requests::Outcome::granted, {given(1, requests::ItemOutcome::supplied)}});
    take_out(request, id, {10, 10, 10, 10});
    run("UPDATE request SET answered_on = '2026-11-24'");
    BOOST_TEST(refusal_of([&] { return take_out(request, id, {10, 10, 10, 10}), 0; }) == "redaction.answered");
    BOOST_TEST(refusal_of([&] { return redactions().take_back_last(working(request), reading(id), 1), 0; }) ==
               "redaction.answered");
}
