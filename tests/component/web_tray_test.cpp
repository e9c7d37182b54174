// The tray at the door: a stack is arranged and filed by posts alone, what is typed stays, and who may not file a paper
// learns nothing of it.
#include <boost/test/unit_test.hpp>

#include "access/access_list.hpp"
#include "support/test_site.hpp"

using namespace arkki;
using test::Visitor;

namespace {

bool says(const web::Reply& reply, const std::string& text) { return reply.body.find(text) != std::string::npos; }

/// What stands in the field `version` of the form: the document the person sees.
std::string version_in(const web::Reply& reply) {
    const std::string before = "name=\"version\" value=\"";
    const auto at = reply.body.find(before) + before.size();
    return reply.body.substr(at, reply.body.find('"', at) - at);
}

class Tray : public test::TestSite {
public:
    Visitor clerk{door()};
    std::vector<DocumentId> stack = take_in_stack({"order-sv.tif", "contact-en.pdf", "access-fi.tif"});

    Tray() { clerk.sign_in(credential("clerk")); }
    static std::string page_of(DocumentId id) { return "/documents/" + std::to_string(id.value()) + "/file"; }
    web::Reply act(DocumentId id, const std::string& what, int page = 1, const std::string& more = "") {
        const auto version = version_in(clerk.get(page_of(id)));
        return clerk.post(page_of(id), "act=" + what + "&page=" + std::to_string(page) + "&version=" + version + more);
    }
    std::int64_t pages(DocumentId id) {
        return office().database().read([&](db::Read& read) {
            return read.one<std::int64_t>("SELECT pages FROM document WHERE id = :id", {{"id", id}});
        });
    }
    bool confirmed(DocumentId id) {
        return office().database().read([&](db::Read& read) {
            return read.one<bool>(
                "SELECT CASE WHEN confirmed_at IS NULL THEN 0 ELSE 1 END FROM document WHERE id = :id", {{"id", id}});
        });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(web_tray, Tray)

BOOST_AUTO_TEST_CASE(what_cannot_be_done_is_told_on_the_page_and_nothing_is_lost) {
    std::vector<std::int64_t> before;
    for (const auto id : stack) before.push_back(pages(id));
    const auto typed = act(stack[0], "split", 1, "&customer_words=Qzwx&series=order");
    BOOST_TEST(typed.status == 422);
    BOOST_TEST(says(typed, "Ensimmäistä sivua ennen"));
    BOOST_TEST(says(typed, "value=\"Qzwx\""));
    BOOST_TEST(act(stack[0], "drop").status == 422);
    BOOST_TEST(act(stack[0], "move:x").status == 404);
    BOOST_TEST(act(stack[0], "move:-1").status == 404);
    BOOST_TEST(act(stack[2], "merge").status == 422);  // nothing follows in its stack
    BOOST_TEST(act(stack[0], "undo").status == 422);
    const auto stale = clerk.post(page_of(stack[0]), "act=turn&page=1&version=99");
    BOOST_TEST(stale.status == 422);
    for (std::size_t i = 0; i < stack.size(); ++i) BOOST_TEST(pages(stack[i]) == before[i]);
}

BOOST_AUTO_TEST_CASE(a_stack_is_joined_cut_turned_cleared_and_taken_back) {
    const auto joined = act(stack[0], "merge", 1, "&customer_words=Qzwx");
    BOOST_TEST(joined.status == 200);
    BOOST_TEST(says(joined, "yhdistettiin tähän"));
    BOOST_TEST(says(joined, "value=\"Qzwx\""));  // what was typed before stays
    BOOST_TEST(pages(stack[0]) == 2);
    BOOST_TEST(clerk.get(page_of(stack[1])).header("Location") == page_of(stack[0]));
    const auto turned = act(stack[0], "turn", 2);
    BOOST_TEST(says(turned, "rotate(90)"));
    BOOST_TEST(act(stack[0], "drop", 1).status == 200);
    const auto with_one_out = clerk.get(page_of(stack[0]));
    BOOST_TEST(says(with_one_out, "take_back:2"));
    BOOST_TEST(act(stack[0], "take_back:2").status == 200);
    BOOST_TEST(pages(stack[0]) == 2);
    for (int i = 0; i < 4; ++i) static_cast<void>(act(stack[0], "undo"));
    BOOST_TEST(pages(stack[0]) == 1);
    BOOST_TEST(pages(stack[1]) == 1);
    BOOST_TEST(clerk.get(page_of(stack[1])).status == 200);
}

BOOST_AUTO_TEST_CASE(the_form_without_a_button_files_and_goes_on_in_the_order_of_the_paper) {
    const auto version = version_in(clerk.get(page_of(stack[0])));
    const auto filed = clerk.post(page_of(stack[0]), "series=order&unit=&customer_words=&version=" + version);
    BOOST_TEST(filed.status == 303);
    BOOST_TEST(filed.header("Location") == page_of(stack[1]) + "?done=filing");
    BOOST_TEST(confirmed(stack[0]));
    const auto after = act(stack[0], "turn");
    BOOST_TEST(after.status == 422);
    BOOST_TEST(says(after, "on jo arkistoinut"));
}

BOOST_AUTO_TEST_CASE(a_place_said_beforehand_files_nothing_by_itself) {
    const auto desk = office().machine_desk("intake");
    const auto id = take_in("order-en.png");
    BOOST_TEST(!confirmed(id));
    BOOST_TEST(!confirmed(stack[2]));
}

BOOST_AUTO_TEST_CASE(the_inbox_shows_a_stack_as_one_row_that_leads_to_its_first_paper) {
    const auto inbox = clerk.get("/inbox");
    BOOST_TEST(says(inbox, "3 asiakirjaa arkistoitavana"));
    BOOST_TEST(says(inbox, "href=\"" + page_of(stack[0]) + "\""));
    BOOST_TEST(!says(inbox, "href=\"" + page_of(stack[1]) + "\""));
    BOOST_TEST(says(inbox, "3 arkkia"));
}

BOOST_AUTO_TEST_CASE(a_copy_is_kept_put_away_or_leads_to_the_wrong_filing) {
    const auto machine = office().machine_desk("intake");
    const auto again = [&] {
        const int file = ::open(ARKKI_SOURCE_DIR "/scans/samples/order-sv.tif", O_RDONLY | O_CLOEXEC);
        const auto id = office().intake(machine).receive(file, {"upload", PersonalText{"kopio.tif"}, "", {}, {}});
        ::close(file);
        return "/arrivals/" + std::to_string(id.value());
    };
    const auto first = again();
    const auto inbox = clerk.get("/inbox");
    BOOST_TEST(says(inbox, "href=\"/documents/" + std::to_string(stack[0].value()) + "\""));
    BOOST_TEST(says(inbox, first + "/replace"));
    const auto replaced = clerk.post(first + "/replace");
    BOOST_TEST(replaced.header("Location") == page_of(stack[0]));
    BOOST_TEST(clerk.post(first + "/replace").status == 422);
    BOOST_TEST(clerk.post(again() + "/discard").status == 303);
    const auto kept = again();
    BOOST_TEST(clerk.post(kept + "/retry").status == 303);
    BOOST_TEST(clerk.post(kept + "/discard").status == 422);
}

BOOST_AUTO_TEST_CASE(whoever_may_not_see_the_first_reads_only_that_the_bytes_came_before) {
    const auto machine = office().machine_desk("intake");
    const int file = ::open(ARKKI_SOURCE_DIR "/scans/samples/order-sv.tif", O_RDONLY | O_CLOEXEC);
    const auto id = office().intake(machine).receive(file, {"upload", PersonalText{"kopio.tif"}, "", {}, {}});
    ::close(file);
    const auto admin = desk("admin");
    access::AccessList list{admin};
    const auto person = office().database().read(
        [](db::Read& read) { return read.one<PersonId>("SELECT id FROM person WHERE user_name = 'clerk'"); });
    for (const auto& entry : list.of(person)) list.end(entry.id, PersonalText{"vaihto"});
    const auto inbox = clerk.get("/inbox");
    BOOST_TEST(inbox.status == 200);
    BOOST_TEST(says(inbox, "samat tavut on vastaanotettu"));
    BOOST_TEST(!says(inbox, "href=\"/documents/"));
    BOOST_TEST(!says(inbox, "asiakirjaa arkistoitavana"));
    BOOST_TEST(clerk.post("/arrivals/" + std::to_string(id.value()) + "/replace").status == 403);
    BOOST_TEST(clerk.get(page_of(stack[0])).status == 403);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_goes_only_with_a_reason) {
    const auto machine = office().machine_desk("intake");
    const int file = ::open(ARKKI_SOURCE_DIR "/config/arkki.properties", O_RDONLY | O_CLOEXEC);
    const auto id = office().intake(machine).receive(file, {"upload", PersonalText{"muistio.txt"}, "", {}, {}});
    ::close(file);
    service::IntakeWork{office(), [](const std::string&) {}}.drain([](int, int) {});
    const std::string arrival = "/arrivals/" + std::to_string(id.value());
    BOOST_TEST(says(clerk.get("/inbox"), "muistio.txt"));
    const auto bare = clerk.post(arrival + "/discard");
    BOOST_TEST(bare.status == 422);
    BOOST_TEST(says(bare, "miksi tiedosto"));
    BOOST_TEST(clerk.post(arrival + "/discard", "reason=roska").status == 303);
    BOOST_TEST(!says(clerk.get("/inbox"), "muistio.txt"));
}

BOOST_AUTO_TEST_CASE(customers_are_suggested_as_they_are_typed_and_the_look_is_logged) {
    const auto found = clerk.post("/customers/suggest", "words=Meik");
    BOOST_TEST(found.status == 200);
    BOOST_TEST(says(found, "Matti Meikäläinen"));
    BOOST_TEST(says(clerk.post("/customers/suggest", "words="), "id=\"candidates\""));
    BOOST_TEST(!says(clerk.post("/customers/suggest", "words=Qzwx"), "name=\"customer\""));
    BOOST_TEST(office().database().read([](db::Read& read) {
        return read.one<std::int64_t>("SELECT count(*) FROM audit_entry WHERE action IN ('list.page','search.page')");
    }) >= 1);
}

BOOST_AUTO_TEST_SUITE_END()
