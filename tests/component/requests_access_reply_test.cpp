// The access reply and the copies it brings: one package, listed by digest, nothing of others in it, never changed again.
#include <boost/test/unit_test.hpp>

#include <Poco/Zip/ZipArchive.h>
#include <Poco/Zip/ZipStream.h>

#include <iterator>
#include <sstream>

#include "archive/redacted_copy.hpp"
#include "archive/redactions.hpp"
#include "imaging/burning.hpp"
#include "imaging/reader.hpp"
#include "requests/package.hpp"
#include "support/test_requests.hpp"

using namespace arkki;
using namespace arkki::requests;
using test::refusal_of;

namespace {

imaging::Reader& reader() {
    imaging::ReaderSettings settings;
    settings.program = ARKKI_BINARY_DIR "/bin/arkki-reader";
    static imaging::Reader one{settings};
    return one;
}

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
    DocumentId filed(CustomerId whose, const imaging::PageRead& page = scanned_form()) {
        const auto id = file_pages({page}, archive::Series::order, {}, "alkuperäinen " + std::to_string(++papers_));
        confirm(clerk(), id, {archive::Series::order, "fi", whose, {}});
        return id;
    }
    void take_out(RequestId request, DocumentId id, const std::string& begins, const std::string& ground = "others") {
        for (const auto& word : scanned_form().words)
            if (word.text.reveal().starts_with(begins))
                return archive::Redactions{clerk()}.add(clerk().open<access::WorkOnRequest>(request),
                                                        clerk().open<access::ReadDocument>(id), 1, {word.box}, ground);
        BOOST_FAIL("no word " + begins);
    }
    void withhold(RequestId request, DocumentId id) {
        archive::Redactions{clerk()}.withhold(clerk().open<access::WorkOnRequest>(request),
                                              clerk().open<access::ReadDocument>(id), "secret");
    }
    void grant_all(RequestId id) { decide(id, {Outcome::granted, {given(1, ItemOutcome::supplied)}}); }
    /// The copies are made first, as the service does it.
    Letters replies(RequestId request) {
        const archive::RedactedCopies copies{
            database(), shelves, [](ByteView picture, int width, int height, const std::vector<imaging::Box>& boxes) {
                return imaging::burn(reader(), picture, width, height, boxes);
            }};
        const auto subject = seen(request).subject;
        const auto papers = boss().show(archive::Archive{boss(), shelves}.of_customer(subject), {}, {subject});
        const auto states = archive::Redactions{boss()}.states(request, papers);
        for (std::size_t i = 0; i < states.size(); ++i)
            if (states[i].withheld.empty()) static_cast<void>(copies.make(papers, i, request, clock.now()));
        return letters();
    }
    std::string draft_refusal(RequestId id) {
        return refusal_of([&] { return replies(id).drafts(deciding(id)).size(); });
    }
    Package package() { return {boss(), vault}; }
    /// Names and contents of what was sent.
    std::map<std::string, std::string> sent(RequestId id) {
        const auto bytes = package().zip(boss().open<access::ViewLetter>(id));
        std::istringstream in{text_of(bytes)};
        const Poco::Zip::ZipArchive archive{in};
        std::map<std::string, std::string> files;
        for (auto entry = archive.headerBegin(); entry != archive.headerEnd(); ++entry) {
            in.clear();
            Poco::Zip::ZipInputStream file{in, entry->second};
            files[entry->first] = {std::istreambuf_iterator<char>{file}, {}};
        }
        return files;
    }
    std::string said(const std::string& pdf) { return test::text_of_pdf({pdf.begin(), pdf.end()}, store.folder()); }

private:
    int papers_ = 0;
};

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }
std::string digest(const std::string& bytes) { return hex(sha256(view(bytes))); }

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_request_nobody_answered_has_no_package, Office) {
    const auto id = access_to(maija());
    BOOST_TEST(refusal_of([&] { return package().zip(boss().open<access::ViewLetter>(id)).size(); }) == "letter.unknown");
}

BOOST_FIXTURE_TEST_CASE(a_reply_with_a_redacted_copy_is_granted_in_part_and_lists_what_was_taken_out, Office) {
    const auto subject = maija();
    const auto id = access_to(subject);
    identify(id);
    const auto paper = filed(subject), other = filed(subject), secret = filed(subject);
    take_out(id, paper, "Meik");
    take_out(id, paper, "Korjauspyynt");
    withhold(id, secret);
    grant_all(id);
    BOOST_TEST((seen(id).outcome == Outcome::partly));
    const auto issued = replies(id).sign(deciding(id), signer());
    BOOST_TEST_REQUIRE(issued.size() == 1u);
    const auto files = sent(id);
    BOOST_TEST(files.size() == 4u);
    const auto& number = issued.front().number;
    const std::string &letter = files.at(number + ".pdf"), &first = files.at(number + "-01.pdf"),
                      &second = files.at(number + "-02.pdf"), &sums = files.at("SHA256SUMS");
    for (const auto* file : {&letter, &first, &second}) BOOST_TEST(holds(sums, digest(*file)));
    BOOST_TEST(verify({letter.begin(), letter.end()}).valid);
    if (const auto text = said(letter); !text.empty()) {
        BOOST_TEST(holds(text, digest(first)));
        BOOST_TEST(holds(text, digest(second)));
        BOOST_TEST(holds(text, "2 kohtaa peitetty"));
        BOOST_TEST(holds(text, "15 artiklan 4 kohta"));
        BOOST_TEST(holds(text, "1 asiakirja, josta ei anneta"));
        BOOST_TEST(!holds(text, "A-000"));
        // The newest stands first: the paper with boxes is the second annex, and has no text at all.
        BOOST_TEST(said(second) == "");
        BOOST_TEST(holds(said(first), "Meik"));
    }
    static_cast<void>(other);
}

BOOST_FIXTURE_TEST_CASE(a_letter_never_names_a_copy_that_was_not_made_yet, Office) {
    const auto subject = maija();
    const auto id = access_to(subject);
    identify(id);
    take_out(id, filed(subject), "Meik");
    grant_all(id);
    BOOST_TEST(refusal_of([&] { return letters().drafts(deciding(id)).size(); }) == "redaction.copy_not_made");
}

BOOST_FIXTURE_TEST_CASE(a_place_taken_out_after_the_decision_asks_for_a_new_one, Office) {
    const auto subject = maija();
    const auto id = access_to(subject);
    identify(id);
    const auto paper = filed(subject);
    grant_all(id);
    BOOST_TEST((seen(id).outcome == Outcome::granted));
    take_out(id, paper, "Meik");
    BOOST_TEST(draft_refusal(id) == "letter.not_granted_in_full");
    grant_all(id);
    BOOST_TEST(draft_refusal(id) == "");
    archive::Redactions{clerk()}.take_back_last(clerk().open<access::WorkOnRequest>(id),
                                                clerk().open<access::ReadDocument>(paper), 1);
    BOOST_TEST(draft_refusal(id) == "letter.granted_in_full");
}

BOOST_FIXTURE_TEST_CASE(the_package_is_the_same_bytes_each_time_and_stays_when_the_paper_changes, Office) {
    const auto subject = maija();
    const auto id = access_to(subject);
    identify(id);
    filed(subject);
    grant_all(id);
    static_cast<void>(replies(id).sign(deciding(id), signer()));
    const auto grant = boss().open<access::ViewLetter>(id);
    const auto before = package().zip(grant);
    run("UPDATE page SET image_blob = thumbnail_blob, bilevel_blob = ''");
    BOOST_TEST((package().zip(grant) == before));
    BOOST_TEST(refused_sql("UPDATE letter_annex SET places = 0") == "letter_annex.append_only");
    BOOST_TEST(refused_sql("DELETE FROM letter_annex") == "letter_annex.append_only");
    // What a program reads in the letter is what the page says.
    const auto letter = seen(id).letters.front();
    BOOST_TEST(refusal_of([&] { return package().annex(grant, letter.id, 2).size(); }) == "letter.unknown");
    BOOST_TEST(hex(sha256(package().annex(grant, letter.id, 1))) == only<std::string>("SELECT sha256 FROM letter_annex"));
    BOOST_TEST(test::lines_of(database(), "document.copy") == 1);
}

BOOST_FIXTURE_TEST_CASE(three_hundred_papers_give_a_correct_letter, Office) {
    const auto subject = maija();
    const auto id = access_to(subject, Language::sv);
    identify(id);
    for (int i = 0; i < 300; ++i) filed(subject, test::page_of("Tilaus " + std::to_string(i)));
    grant_all(id);
    const auto issued = replies(id).sign(deciding(id), signer());
    BOOST_TEST(verify(letter(id, issued.front().id)).valid);
    BOOST_TEST(package().files(boss().open<access::ViewRequest>(id)).size() == 301u);
    if (const auto text = test::text_of_pdf(letter(id, issued.front().id), store.folder()); !text.empty())
        BOOST_TEST(holds(text, "Bilaga 300"));
}
