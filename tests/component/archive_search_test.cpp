// Search on both engines: what is typed is never syntax, nothing is found outside one's rights, Finnish is understood.
#include <boost/test/unit_test.hpp>

#include "access/grounds.hpp"
#include "audit/query.hpp"
#include "register/barred.hpp"
#include "register/relations.hpp"
#include "support/test_archive.hpp"

using namespace arkki;
using namespace arkki::archive;
using test::refusal_of;

namespace {

class Office : public test::TestArchive {
public:
    Office() {
        hire("orders", access::Role::clerk);
        orders_entry = enter_on_list("orders", "read", "/", "order");
        enter_on_list("orders", "maintain", "/", "order");
    }
    const access::Desk& clerk() {
        if (!clerk_) clerk_ = std::make_unique<access::Desk>(desk("clerk"));
        return *clerk_;
    }
    Found found(const std::string& words, int limit = 20) {
        return search(clerk(), shelves, PersonalText{words}, limit);
    }
    std::int64_t total(const std::string& words) { return found(words).total; }
    std::string refused(const std::string& words) {
        return refusal_of([&] { return found(words).total; });
    }
    audit::Entry newest() {
        return database().read([](db::Read& read) { return audit::entries(read, {}, {}, 1).front(); });
    }
    AccessEntryId orders_entry{0};

private:
    std::unique_ptr<access::Desk> clerk_;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_query_without_a_word_is_refused, Office) {
    file({"Tilaus"});
    for (const std::string words : {"", "   ", "\"\"", "*", "&|!", ":::", "\\", "'", "\xE2\x80\x8B"})
        BOOST_TEST(refused(words) == "search.empty", "'" << words << "'");
    BOOST_TEST(test::lines_of(database(), "search.page") == 0);
}

BOOST_FIXTURE_TEST_CASE(nothing_that_is_typed_is_syntax, Office) {
    const auto id = file({"tilaus kirje laskutus near or and not"});
    const std::vector<std::string> hostile{"tilaus\"",
                                           "\"tilaus",
                                           "\"tilaus\" \"",
                                           "tilaus*",
                                           "*tilaus",
                                           "NEAR(tilaus kirje)",
                                           "NEAR(tilaus, 2)",
                                           "terms:tilaus",
                                           "page_index:tilaus",
                                           "col:tilaus",
                                           "{terms}:tilaus",
                                           "^tilaus",
                                           "tilaus AND",
                                           "OR tilaus",
                                           "NOT tilaus",
                                           "tilaus'",
                                           "'tilaus",
                                           "tilaus''",
                                           "tilaus\\",
                                           "\\'tilaus",
                                           "tilaus:*",
                                           "tilaus:A",
                                           "tilaus & | !",
                                           "!tilaus",
                                           "tilaus <-> kirje",
                                           "(tilaus",
                                           "tilaus)",
                                           "tilaus; DROP TABLE page",
                                           "-tilaus",
                                           "+tilaus",
                                           "tilaus\xFFkirje",
                                           "\xC3(tilaus",
                                           std::string("tilaus\0kirje", 12),
                                           "tilaus\x1B[31m\x07",
                                           "tilaus\r\n\tkirje",
                                           "\xE2\x80\xAEtilaus",
                                           "ti\xE2\x80\x8Blaus",
                                           "tilaus %s {x} {{x}} $1 :query ?1",
                                           "050 123 4567",
                                           "a/b.c@d.e_f-g"};
    for (const auto& words : hostile) BOOST_TEST(refused(words) == "", words);
    for (const std::string words :
         {"terms:tilaus", "NEAR(tilaus kirje)", "OR tilaus", "NOT tilaus", "tilaus AND", "-tilaus"})
        if (total(words) == 1) BOOST_TEST((found(words).pages.front().hit.document == id));
    BOOST_TEST(total("NOT tilaus") == 1);  // "not" is a word of that page
    BOOST_TEST(total("tilaus*") == 1);
}

BOOST_FIXTURE_TEST_CASE(a_very_long_query_is_answered, Office) {
    file({"tilaus kirje"});
    std::string words, quoted = "\"";
    for (int i = 0; i < 1'500; ++i) words += "tilaus ", quoted += "tilaus ";
    BOOST_TEST(total(words) == 1);
    BOOST_TEST(total(quoted + "\"") == 1);
    BOOST_TEST(total(std::string(10'000, 'a')) == 0);
    BOOST_TEST(total(std::string(5'000, '"') + " tilaus") == 1);
    BOOST_TEST(refused(std::string(10'000, '1')) == "");
    std::string numbers;
    for (int i = 0; i < 2'000; ++i) numbers += "123 ";
    BOOST_TEST(refused(numbers) == "");
    std::string umlauts;
    for (int i = 0; i < 6'000; ++i) umlauts += "\xC3\xA4";
    BOOST_TEST(refused(umlauts) == "");
}

BOOST_FIXTURE_TEST_CASE(a_page_with_monstrous_text_is_filed_and_found, Office) {
    auto page = test::page_of(std::string(200, 'x') + " tilaus'\\:* \"x\" a:b ' \\ ");
    for (int i = 0; i < 19'000; ++i) {
        page.words.push_back(page.words.front());
        page.words.back().text = PersonalText{"w" + std::to_string(i * 7919) + std::string(45, 'q')};
        page.words.back().line = 1 + i / 20;
    }
    const auto id = file_pages({page}, Series::order, {});
    BOOST_TEST((found("tilaus").pages.front().hit.document == id));
}

BOOST_FIXTURE_TEST_CASE(inflected_finnish_is_found_by_its_base_form_and_in_compounds, Office) {
    const auto inflected = file({"Korjauspyynnön epääminen"});
    const auto plain = file({"Pyynnöstä tilattu"});
    BOOST_TEST(total("korjauspyyntö") == 1);
    BOOST_TEST((found("korjauspyyntö").pages.front().hit.document == inflected));
    BOOST_TEST(total("pyyntö") == 2);
    BOOST_TEST(total("Pyynnön") == 2);
    BOOST_TEST(total("korjaus") == 1);
    BOOST_TEST(total("pyyntö tilata") == 1);
    BOOST_TEST((found("pyyntö tilata").pages.front().hit.document == plain));
    BOOST_TEST(total("kirje") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_number_is_found_however_its_groups_are_written, Office) {
    file({"Puhelin 050 123 4567"});
    BOOST_TEST(total("0501234567") == 1);
    BOOST_TEST(total("050 123 4567") == 1);
    BOOST_TEST(total("050-1234567") == 1);
    BOOST_TEST(total("0501234568") == 0);
}

BOOST_FIXTURE_TEST_CASE(the_words_that_answer_are_framed_and_stand_in_the_snippet, Office) {
    file(
        {"yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen\nensimmäisen korjauspyynnön jälkeen "
         "tuli toinen pyyntö "
         "eikä muuta kuin odotettiin kauan"});
    const auto page = found("pyyntö").pages.at(0);
    const auto words = test::page_of(
                           "yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän kymmenen\nensimmäisen "
                           "korjauspyynnön jälkeen tuli toinen pyyntö")
                           .words;
    BOOST_TEST_REQUIRE(page.frames.size() == 2u);
    BOOST_TEST((page.frames[0] == words[11].box));
    BOOST_TEST((page.frames[1] == words[15].box));
    BOOST_TEST(page.snippet.reveal() ==
               "kahdeksan yhdeksän kymmenen ensimmäisen korjauspyynnön jälkeen tuli toinen pyyntö eikä muuta kuin");
    BOOST_TEST(page.width == 1240);
    BOOST_TEST(page.height == 1754);
}

BOOST_FIXTURE_TEST_CASE(only_what_one_may_read_is_found_and_counted, Office) {
    const auto order = file({"Tilaus eilen"}, Series::order);
    file({"Tilaus kirjeenä"}, Series::letter);
    file({"Tilaus pyynnössä"}, Series::access_request);
    BOOST_TEST(total("tilaus") == 3);
    const auto newcomer = desk("orders");
    const auto seen = search(newcomer, shelves, PersonalText{"tilaus"}, 20);
    BOOST_TEST(seen.total == 1);
    BOOST_TEST_REQUIRE(seen.pages.size() == 1u);
    BOOST_TEST((seen.pages.front().hit.document == order));
    BOOST_TEST(search(newcomer, shelves, PersonalText{"kirje"}, 20).total == 0);
    BOOST_TEST((Archive{newcomer, shelves}.waiting(0, 10) == std::vector<DocumentId>{order}));
}

BOOST_FIXTURE_TEST_CASE(a_revoked_right_acts_on_the_next_search, Office) {
    file({"Tilaus eilen"}, Series::order);
    const auto newcomer = desk("orders");
    BOOST_TEST(search(newcomer, shelves, PersonalText{"tilaus"}, 20).total == 1);
    const auto admin = desk("admin");
    access::AccessList{admin}.end(orders_entry, PersonalText{"tehtävä päättyi"});
    BOOST_TEST(search(newcomer, shelves, PersonalText{"tilaus"}, 20).total == 0);
}

BOOST_FIXTURE_TEST_CASE(a_document_that_was_moved_to_another_type_is_found_by_its_new_rights, Office) {
    const auto id = file({"Tilaus eilen"}, Series::letter);
    const auto newcomer = desk("orders");
    BOOST_TEST(search(newcomer, shelves, PersonalText{"tilaus"}, 20).total == 0);
    confirm(clerk(), id, {Series::order, "fi", {}, {}});
    BOOST_TEST(search(newcomer, shelves, PersonalText{"tilaus"}, 20).total == 1);
}

BOOST_FIXTURE_TEST_CASE(nobody_files_a_document_out_of_his_own_rights, Office) {
    const auto id = file({"Tilaus eilen"}, Series::order);
    const auto newcomer = desk("orders");
    BOOST_TEST(refusal_of([&] {
                   confirm(newcomer, id, {Series::letter, "fi", {}, {}});
                   return 0;
               }) == "access.denied.not-on-list");
    BOOST_TEST(test::last_line(database()) == "document.file denied not-on-list");
    BOOST_TEST(only<std::int64_t>("SELECT version FROM document") == 1);
    confirm(newcomer, id, {Series::order, "fi", {}, {}});
    BOOST_TEST(only<std::int64_t>("SELECT version FROM document") == 2);
}

BOOST_FIXTURE_TEST_CASE(roles_that_read_no_documents_search_none_and_the_attempt_is_logged, Office) {
    file({"Tilaus eilen"}, Series::order);
    for (const auto* user : {"auditor", "admin"}) {
        const auto other = desk(user);
        BOOST_TEST(refusal_of([&] { return search(other, shelves, PersonalText{"tilaus"}, 20).total; }) ==
                   "access.denied.role");
        BOOST_TEST(test::last_line(database()) == "search.page denied role");
    }
}

BOOST_FIXTURE_TEST_CASE(the_log_names_the_documents_and_keeps_the_query_apart, Office) {
    const auto id = file({"Maija Malli tilaus"});
    const auto maija = customer(clerk(), "Maija Malli");
    confirm(clerk(), id, {Series::order, "fi", maija, {}});
    const auto seen = found("Maija Malli");
    const auto entry = newest();
    BOOST_TEST((entry.seq == seen.event));
    BOOST_TEST(entry.event.action == "search.page");
    BOOST_TEST(entry.event.query.reveal() == "Maija Malli");
    BOOST_TEST_REQUIRE(entry.event.args.size() == 2u);
    BOOST_TEST(entry.event.args[1].second == std::to_string(id.value()));
    BOOST_TEST((entry.event.subjects == std::vector<CustomerId>{maija}));
    BOOST_TEST(
        only<std::int64_t>("SELECT count(*) FROM audit_entry WHERE args LIKE '%aija%' OR object LIKE '%aija%'") == 0);
}

BOOST_FIXTURE_TEST_CASE(a_query_the_log_cannot_keep_is_logged_as_the_words_searched_for, Office) {
    file({"tilaus"});
    static_cast<void>(found(std::string("tilaus\0\x1B[31m kirje", 18)));
    BOOST_TEST(newest().event.query.reveal().starts_with("tilaus"));
    std::string words;
    for (int i = 0; i < 15; ++i) words += std::string(60, static_cast<char>('a' + i)) + " ";
    static_cast<void>(found(words));
    BOOST_TEST(newest().event.query.reveal().size() <= 500u);
    BOOST_TEST(newest().event.query.reveal().starts_with(std::string(60, 'a')));
}

BOOST_FIXTURE_TEST_CASE(a_limit_shortens_the_answer_but_not_the_count, Office) {
    for (int i = 0; i < 5; ++i) file({"Tilaus " + std::to_string(i), "Tilaus toisella sivulla"});
    BOOST_TEST(found("tilaus", 3).total == 10);
    BOOST_TEST(found("tilaus", 3).pages.size() == 3u);
    BOOST_TEST(found("tilaus", -5).pages.size() == 1u);
    BOOST_TEST(found("tilaus", 100'000).pages.size() == 10u);
}

BOOST_FIXTURE_TEST_CASE(restricted_data_leaves_the_search_of_everybody_without_a_ground, Office) {
    const auto id = file({"Harvinainen lausunto"});
    const auto aino = customer(clerk(), "Aino Esimerkki");
    confirm(clerk(), id, {Series::contact, "fi", aino, {}});
    BOOST_TEST(total("lausunto") == 1);
    run("INSERT INTO hold(kind, customer, reason, evidence, review_on, placed_at, placed_by) VALUES('restriction', " +
        std::to_string(aino.value()) + ", 'x', 'x', '2027-01-01', 1, 1)");
    BOOST_TEST(total("lausunto") == 0);
    const auto boss = desk("responsible");
    BOOST_TEST(search(boss, shelves, PersonalText{"lausunto"}, 20).total == 0);
    access::name_ground(boss, aino, "claim");
    BOOST_TEST(search(boss, shelves, PersonalText{"lausunto"}, 20).total == 1);
    BOOST_TEST(search(desk("responsible"), shelves, PersonalText{"lausunto"}, 20).total == 0);
}

BOOST_FIXTURE_TEST_CASE(the_records_of_family_and_household_are_not_found_by_who_belongs_to_them, Office) {
    const auto own = file({"Oma kirje"}), neighbour = file({"Naapurin kirje"}), kin = file({"Serkun kirje"});
    const auto home = "Kotikatu 3 A 5, 00100 Helsinki";
    confirm(clerk(), own, {Series::contact, "fi", customer(clerk(), "Pekka Clerk", home), {}});
    confirm(clerk(), neighbour, {Series::contact, "fi", customer(clerk(), "Maija Naapuri", home), {}});
    const auto cousin = customer(clerk(), "Olli Esimerkki", "Muualla 1");
    confirm(clerk(), kin, {Series::contact, "fi", cousin, {}});
    BOOST_TEST(total("kirje") == 3);
    const customers::Relations relations{clerk()};
    relations.set_home(person("clerk"), PersonalText{"Kotikatu 3 A 5\n00100 Helsinki"});
    BOOST_TEST(total("kirje") == 2);
    static_cast<void>(relations.record(person("clerk"), cousin, "family"));
    BOOST_TEST(total("kirje") == 1);
    BOOST_TEST(search(desk("responsible"), shelves, PersonalText{"kirje"}, 20).total == 3);
    BOOST_TEST(Archive(clerk(), shelves).of_customer(cousin).empty());
    const auto ties = database().read([&](db::Read& read) { return customers::ties(read, person("clerk"), cousin); });
    BOOST_TEST(ties == std::vector<std::string>{"family"});
}
