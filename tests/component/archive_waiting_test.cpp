// What no person has confirmed opens no record: it is seen, found and listed by those alone who may say what it is.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <set>

#include "support/test_archive.hpp"

using namespace arkki;
using namespace arkki::archive;
using test::refusal_of;

namespace {

class Office : public test::TestArchive {
public:
    Office() {
        hire("reader", access::Role::clerk);
        enter_on_list("reader", "read");
        enter_on_list("reader", "copy");
        hire("filer", access::Role::clerk);
        enter_on_list("filer", "read");
        enter_on_list("filer", "maintain", "/", "order");
    }
    template <class Act>
    std::string refused(const access::Desk& desk, DocumentId id) {
        return refusal_of([&] { return desk.open<Act>(id).event().value(); });
    }
    std::int64_t found(const access::Desk& desk) { return search(desk, shelves, PersonalText{"paperi"}, 50).total; }
    std::vector<DocumentId> waiting(const access::Desk& desk) { return Archive{desk, shelves}.waiting(0, 200); }
    void confirm_as_it_is(const access::Desk& desk, DocumentId id, Series series, std::optional<UnitId> unit = {}) {
        confirm(desk, id, {series, "fi", {}, unit});
    }
};

/// An entry of the list as the test itself reads it, apart from the house's own two ways.
struct ListLine {
    std::string act;
    PlaceId place{0};  ///< 0: everywhere
    std::string series;
    std::optional<UnitId> unit;
    std::optional<DocumentId> document;
};
struct Paper {
    DocumentId id{0};
    Series series;
    std::size_t binder;  ///< 2: without a place
    bool confirmed;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(archive_waiting, Office)

BOOST_AUTO_TEST_CASE(who_may_only_read_sees_nothing_of_a_paper_that_waits) {
    const auto id = file({"Minun paperini"}, Series::order);
    const auto reader = desk("reader");
    BOOST_TEST(refused<access::ReadDocument>(reader, id) == "access.denied.not-on-list");
    BOOST_TEST(refused<access::PreviewDocument>(reader, id) == "access.denied.not-on-list");
    BOOST_TEST(refused<access::CopyDocument>(reader, id) == "access.denied.not-on-list");
    BOOST_TEST(found(reader) == 0);
    BOOST_TEST(waiting(reader).empty());
    confirm_as_it_is(desk("clerk"), id, Series::order);
    BOOST_TEST(refused<access::ReadDocument>(reader, id).empty());
    BOOST_TEST(found(reader) == 1);
}

BOOST_AUTO_TEST_CASE(who_may_file_one_type_sees_what_waits_of_that_type) {
    const auto order = file({"Tilaus, paperi"}, Series::order);
    const auto contact = file({"Yhteydenotto, paperi"}, Series::contact);
    const auto filer = desk("filer");
    BOOST_TEST(refused<access::ReadDocument>(filer, order).empty());
    BOOST_TEST(refused<access::ReadDocument>(filer, contact) == "access.denied.not-on-list");
    BOOST_TEST((waiting(filer) == std::vector{order}));
    BOOST_TEST(found(filer) == 1);
    BOOST_TEST(found(desk("clerk")) == 2);
}

BOOST_AUTO_TEST_CASE(the_list_of_readers_names_those_alone_who_may_file_it) {
    const auto id = file({"Tilaus"}, Series::order);
    const auto readers = [&] {
        return database().read([&](db::Read& read) {
            const auto facts = archive::facts(read, id);
            return access::who_may(read, {facts.path, facts.series, facts.units, id, facts.book, facts.unconfirmed},
                                   access::AsOf{today()})
                .size();
        });
    };
    BOOST_TEST(readers() == 3u);
    confirm_as_it_is(desk("clerk"), id, Series::order);
    BOOST_TEST(readers() == 4u);
}

BOOST_AUTO_TEST_CASE(a_search_gives_for_any_access_list_what_the_list_gives_paper_by_paper) {
    const auto name_of = [](int person) { return "person" + std::to_string(person); };
    for (int person = 0; person < 12; ++person) hire(name_of(person), access::Role::clerk);
    const auto clerk = desk("clerk");
    test::TestRoom room{clerk};
    const std::vector<PlaceId> places{room.shelf, room.other_shelf};
    const std::vector<UnitId> binders{room.binder("M01", room.shelf), room.binder("M02", room.other_shelf)};
    std::mt19937 dice{20261123};
    const auto roll = [&](std::size_t sides) { return static_cast<std::size_t>(dice() % sides); };
    std::vector<Paper> papers;
    for (int i = 0; i < 24; ++i) {
        Paper paper{DocumentId{0}, roll(2) == 0 ? Series::order : Series::contact, roll(3), roll(2) == 0};
        const auto unit = paper.binder < 2 ? std::optional{binders[paper.binder]} : std::nullopt;
        paper.id = file({"paperi numero " + std::to_string(i)}, paper.series, unit);
        if (paper.confirmed) confirm_as_it_is(clerk, paper.id, paper.series, unit);
        papers.push_back(paper);
    }
    const auto reaches = [&](const ListLine& line, const Paper& paper) {
        if (line.document) return *line.document == paper.id;
        if (line.unit) return paper.binder < 2 && binders[paper.binder] == *line.unit;
        const bool there = line.place.value() == 0 || (paper.binder < 2 && places[paper.binder] == line.place);
        return there && (line.series.empty() || line.series == code(paper.series));
    };
    const auto admin = desk("admin");
    std::size_t seen = 0, hidden = 0;
    for (int person = 0; person < 12; ++person) {
        const std::string user = name_of(person);
        std::vector<ListLine> list;
        for (std::size_t lines = roll(5) + 1; lines > 0; --lines) {
            ListLine line{roll(2) == 0 ? "read" : "maintain", PlaceId{0}, "", {}, {}};
            const auto kind = roll(5);
            if (kind == 0) line.unit = binders[roll(2)];
            if (kind == 1) line.document = papers[roll(papers.size())].id;
            if (kind == 2) line.place = places[roll(2)];
            if (kind >= 2 && roll(2) == 0) line.series = code(roll(2) == 0 ? Series::order : Series::contact);
            const auto path = database().read([&](db::Read& read) {
                return line.place.value() == 0 ? std::string{"/"} : custody::place_of(read, line.place)->path;
            });
            access::AccessList{admin}.grant({this->person(user),
                                             line.act,
                                             path,
                                             line.series,
                                             today(),
                                             {},
                                             PersonalText{"tehtävä"},
                                             line.unit,
                                             line.document});
            list.push_back(line);
        }
        const auto may = [&](std::string_view act, const Paper& paper) {
            return std::any_of(list.begin(), list.end(),
                               [&](const ListLine& line) { return line.act == act && reaches(line, paper); });
        };
        const auto session = desk(user);
        std::set<DocumentId> wanted, to_file;
        for (const auto& paper : papers) {
            const bool sees = may("read", paper) && (paper.confirmed || may("maintain", paper));
            if (sees) wanted.insert(paper.id);
            if (sees && !paper.confirmed) to_file.insert(paper.id);
            if (!sees && !paper.confirmed && may("read", paper)) ++hidden;
            BOOST_TEST(refused<access::ReadDocument>(session, paper.id).empty() == sees);
        }
        seen += wanted.size();
        std::set<DocumentId> found;
        const auto answer = search(session, shelves, PersonalText{"paperi"}, 50);
        for (const auto& page : answer.pages) found.insert(page.hit.document);
        BOOST_TEST((found == wanted), user);
        BOOST_TEST(answer.total == static_cast<std::int64_t>(wanted.size()));
        const auto tray = waiting(session);
        BOOST_TEST((std::set<DocumentId>(tray.begin(), tray.end()) == to_file), user);
    }
    BOOST_TEST(seen > 20u);    // the dice gave some
    BOOST_TEST(hidden > 10u);  // and took some away
}

BOOST_AUTO_TEST_SUITE_END()
