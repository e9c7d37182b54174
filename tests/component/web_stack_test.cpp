// The page of a scanned stack once its sheets are documents' pages: their pictures come from the documents, for whoever may
// see these, and what was said of a sheet stays said.
#include <boost/test/unit_test.hpp>

#include "access/access_list.hpp"
#include "intake/scan_sheets.hpp"
#include "support/test_site.hpp"

using namespace arkki;
using test::Visitor;

namespace {

bool says(const web::Reply& reply, const std::string& text) { return reply.body.find(text) != std::string::npos; }

class Stack : public test::TestSite {
public:
    Visitor clerk{door()};
    test::TestFolder folder;

    Stack() { clerk.sign_in(credential("clerk")); }
    /// A scan of which the second half never came.
    std::string half_of(const std::string& sample) {
        std::ifstream whole{ARKKI_SOURCE_DIR "/scans/samples/" + sample, std::ios::binary};
        std::string bytes{std::istreambuf_iterator<char>{whole}, {}};
        bytes.resize(bytes.size() / 2);
        const auto file = folder.path() / sample;
        std::ofstream{file, std::ios::binary} << bytes;
        return file;
    }
    BatchId newest_batch() {
        return office().database().read([](db::Read& read) { return read.one<BatchId>("SELECT max(id) FROM batch"); });
    }
    web::Reply page() { return clerk.get("/scans/" + std::to_string(newest_batch().value())); }
    void end_entries_of_the_clerk() {
        const auto admin = desk("admin");
        access::AccessList list{admin};
        const auto person = office().database().read(
            [](db::Read& read) { return read.one<PersonId>("SELECT id FROM person WHERE user_name = 'clerk'"); });
        for (const auto& entry : list.of(person)) list.end(entry.id, PersonalText{"vaihto"});
    }
};

std::string picture(DocumentId document, int page) {
    return "/documents/" + std::to_string(document.value()) + "/pages/" + std::to_string(page) + "/thumbnail";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_stack, Stack)

BOOST_AUTO_TEST_CASE(whoever_may_not_see_the_papers_reads_the_state_of_their_sheets_and_nothing_else) {
    const auto documents = take_in_stack({"order-sv.tif", "contact-en.pdf"}, "scan");
    end_entries_of_the_clerk();
    const auto stack = page();
    BOOST_TEST(stack.status == 200);
    BOOST_TEST(says(stack, "luettu, odottaa arkistointia"));
    BOOST_TEST(says(stack, "thumb none"));
    BOOST_TEST(!says(stack, "<img src=\"/documents/"));
    BOOST_TEST(!says(stack, "<img src=\"/arrivals/"));
    BOOST_TEST(clerk.get(picture(documents.front(), 1)).status == 403);
}

BOOST_AUTO_TEST_CASE(sheets_that_are_pages_of_a_document_are_seen_through_it) {
    const auto documents = take_in_stack({"order-sv.tif", "contact-en.pdf"}, "scan");
    const auto stack = page();
    for (const auto one : documents) {
        BOOST_TEST(says(stack, "<img src=\"" + picture(one, 1) + "\""));
        BOOST_TEST(clerk.get(picture(one, 1)).status == 200);
    }
    BOOST_TEST(!says(stack, "katkennut"));
}

BOOST_AUTO_TEST_CASE(a_sheet_that_broke_off_is_said_to_be_so_after_it_became_a_page) {
    static_cast<void>(take_in_stack({"order-sv.tif", half_of("rectify-fi.jpg")}, "scan"));
    const auto clerk_desk = desk("clerk");
    const auto sheets = intake::scanned_sheets(clerk_desk, newest_batch());
    BOOST_TEST_REQUIRE(sheets.size() == 2u);
    BOOST_TEST(!sheets[0].cut_off);
    BOOST_TEST(sheets[1].cut_off);
    BOOST_TEST(!sheets[1].pictured);
    BOOST_TEST(sheets[1].document.has_value());
    BOOST_TEST(sheets[1].page > 0);
    BOOST_TEST(says(page(), "katkennut"));
}

BOOST_AUTO_TEST_SUITE_END()
