// The order of answers, slices of them, filters, similar spellings, and a person's own searches; on both engines.
#include <boost/test/unit_test.hpp>

#include "archive/kept_searches.hpp"
#include "archive/page_index.hpp"
#include "support/test_archive.hpp"

using namespace arkki;
using namespace arkki::archive;
using test::refusal_of;

namespace {

using Field = FieldWords::Field;

/// Who works here is settled before anybody signs in.
struct Staffed : test::TestArchive {
    Staffed() {
        hire("orders", access::Role::clerk);
        enter_on_list("orders", "read", "/", "order");
        enter_on_list("orders", "maintain", "/", "order");
    }
};

class Office : public Staffed {
public:
    Office() {
        FieldWords words;
        words.fields = {{"type", Field::series}, {"place", Field::place}, {"customer", Field::customer},
                        {"from", Field::from},   {"to", Field::to},       {"state", Field::state},
                        {"name", Field::name}};
        words.series = {{"order form", Series::order}, {"letter", Series::letter}};
        words.states = {{"filed", true}, {"waiting", false}};
        shelves.field_words = std::make_shared<FieldWords>(words);
    }
    Found found(const std::string& typed, int limit = 20, const std::string& after = {}) {
        return search(clerk, shelves, {.typed = PersonalText{typed}, .limit = limit, .after = after});
    }
    /// The documents in their order.
    std::vector<DocumentId> documents(const Found& answer) {
        std::vector<DocumentId> ids;
        for (const auto& page : answer.pages) ids.push_back(page.hit.document);
        return ids;
    }
    std::vector<DocumentId> documents(const std::string& typed) { return documents(found(typed)); }
    const access::Desk clerk = desk("clerk");
};
using Ids = std::vector<DocumentId>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(archive_search_tiers, Office)

BOOST_AUTO_TEST_CASE(the_words_as_typed_come_first_then_all_of_them_then_similar_spellings) {
    const auto misread = file({"korjauspyynnon lahettaja xverkkokauppa"});
    const auto apart = file({"xverkkokauppa jotakin korjauspyynnön"});
    const auto together = file({"Korjauspyynnöstä xverkkokauppa vastasi"});
    const auto answer = found("korjauspyyntö xverkkokauppa");
    BOOST_TEST(answer.total == 2);
    BOOST_TEST(answer.looked_for_similar);
    BOOST_TEST_REQUIRE(answer.pages.size() >= 2u);
    BOOST_TEST((answer.pages[0].hit.document == together && answer.pages[1].hit.document == apart));
    const auto wide = found("korjauspyynnön xverkkokauppa");
    BOOST_TEST_REQUIRE(wide.pages.size() == 3u);
    BOOST_TEST((wide.pages[2].hit.document == misread && wide.pages[2].hit.similar && !wide.pages[1].hit.similar));
    BOOST_TEST(wide.similar == 1);
    BOOST_TEST(wide.pages[2].frames.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_phrase_is_words_in_a_row_in_any_form_and_an_exclusion_takes_pages_away) {
    const auto phrase = file({"Asiakkaan pyynnöstä kirje"});
    const auto other = file({"Pyyntö tuli asiakkaalta"});
    BOOST_TEST((documents("\"asiakas pyyntö\"") == Ids{phrase}));
    BOOST_TEST((documents("\"pyyntö asiakas\"").empty()));
    BOOST_TEST((documents("asiakas pyyntö") == Ids{phrase, other}));
    BOOST_TEST((documents("asiakas -kirje") == Ids{other}));
    BOOST_TEST((documents("asiakas -\"asiakkaan pyyntö\"") == Ids{other}));
    BOOST_TEST((documents("asiakas -pyyntö").empty()));
    BOOST_TEST((documents("pyyntö -\"asiakas pyyntö\" -xq") == Ids{other}));
}

BOOST_AUTO_TEST_CASE(slices_follow_each_other_without_a_gap_or_a_page_twice) {
    std::set<std::int64_t> all;
    for (int i = 0; i < 23; ++i)
        all.insert(file({i % 3 == 0 ? "sopimus xkahvila" : i % 3 == 1 ? "xkahvila kaukana sopimus" : "sopimuz xkahvilat"}).value());
    std::set<std::int64_t> seen;
    std::string after;
    int slices = 0, before_tier = 0;
    do {
        const auto slice = search(clerk, shelves,
                                  {.typed = PersonalText{"xkahvila sopimus"}, .similar = true, .limit = 4, .after = after});
        for (const auto& page : slice.pages) {
            BOOST_TEST(seen.insert(page.hit.document.value()).second);
            BOOST_TEST(page.hit.similar >= (before_tier == 2));
            before_tier = page.hit.similar ? 2 : 1;
        }
        after = slice.next;
    } while (!after.empty() && ++slices < 20);
    BOOST_TEST(seen.size() >= 16u);
    BOOST_TEST(std::ranges::includes(all, seen));
    BOOST_TEST(found("xkahvila", 4, "nonsense").pages.size() == 4u);
}

BOOST_AUTO_TEST_CASE(beyond_a_thousand_pages_the_newest_come_first_and_nobody_counts) {
    const auto first = file({"yleinen sana"});
    const auto page = only<PageId>("SELECT max(id) FROM page");
    database().write([&](db::Write& write) {
        for (int i = 2; i <= 1'050; ++i) {
            const auto id = write.one<PageId>(
                "INSERT INTO page (document, number, width, height, dpi, turned, blank, damaged, embedded, confidence,"
                " words, image_blob, thumbnail_blob, bilevel_blob, words_blob) SELECT document, :number, width, height,"
                " dpi, turned, blank, damaged, embedded, confidence, words, image_blob, thumbnail_blob, bilevel_blob,"
                " words_blob FROM page WHERE id = :page RETURNING id",
                {{"number", i}, {"page", page}});
            write.run("INSERT INTO page_scope (page, document, scope) SELECT :id, document, scope FROM page_scope"
                      " WHERE page = :page",
                      {{"id", id}, {"page", page}});
            index_page(write, id, indexed_text(write, page));
        }
    });
    const auto answer = found("yleinen", 3);
    BOOST_TEST(answer.total == most_counted + 1);
    BOOST_TEST(!answer.looked_for_similar);
    BOOST_TEST_REQUIRE(answer.pages.size() == 3u);
    BOOST_TEST(answer.pages[0].hit.page == 1'050);
    BOOST_TEST(found("yleinen", 3, answer.next).pages[0].hit.page == 1'047);
    BOOST_TEST((answer.pages[0].hit.document == first));
}

BOOST_AUTO_TEST_CASE(a_similar_spelling_is_looked_for_when_few_or_asked_and_never_among_what_one_may_not_see) {
    const auto hidden = file({"Qvistxaverson Kallela"}, Series::letter);
    const auto seen = file({"Qvistxaversin Kallela"}, Series::order);
    const auto newcomer = desk("orders");
    const auto theirs = search(newcomer, shelves, PersonalText{"Qvistxaverson"}, 20);
    BOOST_TEST(theirs.total == 0);
    BOOST_TEST((documents(theirs) == Ids{seen}));
    BOOST_TEST(theirs.similar == 1);
    BOOST_TEST((documents("Qvistxaverson") == Ids{hidden, seen}));
    for (int i = 0; i < 10; ++i) file({"Qvistxaverson numero " + std::to_string(i)});
    BOOST_TEST(found("Qvistxaverson").similar == 0);
    BOOST_TEST(search(clerk, shelves, {.typed = PersonalText{"Qvistxaverson"}, .similar = true}).similar == 1);
    BOOST_TEST(found("name:Qvistxaverson").similar == 1);
    BOOST_TEST(found("xqzy").pages.empty());  // four letters are too few
}

BOOST_AUTO_TEST_CASE(filters_narrow_typed_or_chosen) {
    test::TestRoom room{clerk};
    const auto binder = room.binder("M01", room.shelf), other = room.binder("M02", room.other_shelf);
    const auto order = file({"xkirjain yksi"}, Series::order, binder);
    const auto letter = file({"xkirjain kaksi"}, Series::letter, other);
    const auto maija = customer(clerk, "Maija Malli");
    confirm(clerk, order, {Series::order, "fi", maija, binder});
    BOOST_TEST((documents("xkirjain type:order") == Ids{order}));
    BOOST_TEST((documents("xkirjain type:\"order form\" state:filed") == Ids{order}));
    BOOST_TEST((documents("xkirjain state:waiting") == Ids{letter}));
    BOOST_TEST((documents("xkirjain place:K3") == Ids{letter}));
    BOOST_TEST((documents("xkirjain place:K2-H1-M01") == Ids{order}));
    BOOST_TEST((documents("xkirjain place:Q9").empty()));
    BOOST_TEST((documents("xkirjain customer:mal") == Ids{order}));
    BOOST_TEST((documents("customer:Olematon").empty()));
    BOOST_TEST((documents("type:letter") == Ids{letter}));
    BOOST_TEST((documents("state:filed") == Ids{order}));
    BOOST_TEST((documents("xkirjain to:1999").empty()));
    BOOST_TEST(documents("xkirjain from:1999").size() == 2u);
    Question chosen{.typed = PersonalText{"xkirjain"}};
    chosen.filters.series = Series::order;
    BOOST_TEST((documents(search(clerk, shelves, chosen)) == Ids{order}));
    chosen.typed = PersonalText{"xkirjain type:letter"};
    BOOST_TEST((documents(search(clerk, shelves, chosen)) == Ids{letter}));
    BOOST_TEST(search(desk("orders"), shelves, {.typed = PersonalText{"type:letter"}}).total == 0);
}

BOOST_AUTO_TEST_CASE(the_words_are_framed_on_every_page_of_the_document) {
    const auto id = file({"Asiakkaan kirje", "Toinen sivu asiakkaasta", "Kolmas"});
    const auto frames = [&](int page, const std::string& typed) {
        return frames_on(clerk.open<access::ReadDocument>(id), clerk, shelves, page, PersonalText{typed}).size();
    };
    BOOST_TEST(frames(1, "asiakas") == 1u);
    BOOST_TEST(frames(2, "asiakas type:order") == 1u);
    BOOST_TEST(frames(3, "asiakas") == 0u);
    BOOST_TEST(frames(9, "asiakas") == 0u);
    BOOST_TEST(frames(1, "") == 0u);
    BOOST_TEST(frames(1, "asiakkaxn") == 1u);  // a similar spelling, where nothing else answers
}

BOOST_AUTO_TEST_CASE(own_searches_are_remembered_for_their_owner_alone) {
    const KeptSearches mine{clerk};
    Filters filters;
    filters.series = Series::order;
    filters.from = day_from_iso("2026-01-02");
    filters.customer = PersonalText{"Malli, Maija"};
    filters.confirmed = false;
    BOOST_TEST((unpacked(packed(filters)) == filters));
    BOOST_TEST((unpacked("type=banana\nfrom=x\n=\nplace") == Filters{}));
    const auto id = mine.remember(PersonalText{"  asiakas "}, filters);
    BOOST_TEST(mine.remember(PersonalText{"asiakas"}, filters) == id);
    BOOST_TEST(mine.find(id)->query.reveal() == "asiakas");
    BOOST_TEST((mine.find(id)->filters == filters));
    BOOST_TEST(mine.remember(PersonalText{"010190-123A"}, {}) == 0);
    BOOST_TEST(mine.remember(PersonalText{std::string(600, 'a')}, {}) == 0);
    const auto other = desk("responsible");
    BOOST_TEST(!KeptSearches{other}.find(id).has_value());
    BOOST_TEST(refusal_of([&] { return KeptSearches{other}.save(id, PersonalText{"x"}); }) == "search.unknown");
    BOOST_TEST(refusal_of([&] { return mine.save(id, PersonalText{" "}); }) == "search.no_name");
    BOOST_TEST(refusal_of([&] { return mine.save(id, PersonalText{std::string(81, 'a')}); }) == "search.no_name");
    mine.save(id, PersonalText{"Tilaukset"});
    const auto saved = mine.save(id, PersonalText{"Tilaukset"});
    BOOST_TEST(mine.saved().size() == 1u);
    for (int i = 0; i < 30; ++i) static_cast<void>(mine.remember(PersonalText{"haku " + std::to_string(i)}, {}));
    BOOST_TEST(mine.recent().size() == 10u);
    BOOST_TEST(mine.recent().front().query.reveal() == "haku 29");
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM kept_search") == 21);
    BOOST_TEST(refusal_of([&] {
                   KeptSearches{other}.forget(saved);
                   return 0;
               }) == "search.unknown");
    mine.forget(saved);
    BOOST_TEST(mine.saved().empty());
    clock.advance(std::chrono::hours{24 * 31});
    static_cast<void>(KeptSearches{other}.remember(PersonalText{"uusi"}, {}));
    BOOST_TEST(mine.recent().empty());
}

BOOST_AUTO_TEST_SUITE_END()
