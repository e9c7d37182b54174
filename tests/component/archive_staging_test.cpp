// What a person does in the tray: cut, join, put in order, turn, take out, and take back - and what is refused there.
#include "archive/staging.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>
#include <random>

#include "support/test_tray.hpp"

using namespace arkki;
using namespace arkki::archive;
using test::refusal_of;
using test::Tray;

BOOST_FIXTURE_TEST_SUITE(archive_staging, Tray)

BOOST_AUTO_TEST_CASE(whoever_may_not_file_a_paper_arranges_nothing_of_it) {
    const auto contact = file({"Yksi", "Kaksi"}), order = file({"Kolme"}, Series::order);
    const auto orders = desk("orders");
    BOOST_TEST(refusal_of([&] { return orders.open<access::FileDocument>(contact).event().value(); }) ==
               "access.denied.not-on-list");
    BOOST_TEST(refusal_of([&] { return desk("auditor").open<access::FileDocument>(order).event().value(); }) ==
               "access.denied.role");
    BOOST_TEST(refusal_of([&] { return clerk.open<access::FileDocument>(DocumentId{77}).event().value(); }) ==
               "document.unknown");
    BOOST_TEST(test::lines_of(database(), "document.arranged") == 0);
}

BOOST_AUTO_TEST_CASE(pages_that_are_not_there_change_nothing) {
    const auto id = file({"Yksi", "Kaksi"});
    const auto before = layout();
    BOOST_TEST(refused([&] { split(id, 1); }) == "staging.nothing_before");
    for (const int page : {-1, 0, 3}) {
        BOOST_TEST(refused([&] { split(id, page); }) == "page.unknown");
        BOOST_TEST(refused([&] { move(id, page, 1); }) == "page.unknown");
        BOOST_TEST(refused([&] { move(id, 1, page); }) == "page.unknown");
        BOOST_TEST(refused([&] { turn(id, page, 90); }) == "page.unknown");
        BOOST_TEST(refused([&] { drop(id, page); }) == "page.unknown");
    }
    for (const int page : {0, 1, 2, 3}) BOOST_TEST(refused([&] { take_back(id, page); }) == "page.unknown");
    for (const int degrees : {0, 45, 360, -90})
        BOOST_TEST(refused([&] { turn(id, 1, degrees); }) == "staging.bad_turn");
    BOOST_TEST(layout() == before);
    BOOST_TEST(version(id) == 1);
    BOOST_TEST(test::lines_of(database(), "document.arranged") == 0);
}

BOOST_AUTO_TEST_CASE(the_last_page_cannot_be_taken_out) {
    const auto id = file({"Yksi", "Kaksi"});
    drop(id, 1);
    BOOST_TEST(refused([&] { drop(id, 1); }) == "staging.last_page");
    BOOST_TEST(text(id) == "Kaksi");
}

BOOST_AUTO_TEST_CASE(what_a_person_has_confirmed_stays_as_he_filed_it) {
    const auto id = file({"Yksi", "Kaksi"}), other = file({"Kolme"});
    drop(id, 2);
    confirm_as_it_is(id);
    for (const auto& act : std::vector<std::function<void()>>{
             [&] { split(id, 2); }, [&] { merge(id, other); }, [&] { merge(other, id); }, [&] { move(id, 1, 1); },
             [&] { turn(id, 1, 90); }, [&] { drop(id, 1); }, [&] { take_back(id, 2); }, [&] { undo(id); }})
        BOOST_TEST(refused(act) == "staging.confirmed");
    BOOST_TEST(refused_sql("UPDATE page SET number = 9 WHERE document = 1 AND number = 1") == "staging.confirmed");
    BOOST_TEST(refused_sql("UPDATE page SET dropped = 0 WHERE document = 1") == "staging.confirmed");
    BOOST_TEST(refused_sql("UPDATE page SET document = 1, number = 7 WHERE document = 2") == "staging.confirmed");
    BOOST_TEST(refusal_of([&] { return files.page_image(clerk.open<access::PreviewDocument>(id), 2).size(); }) ==
               "page.unknown");  // what was taken out is not shown any more
}

BOOST_AUTO_TEST_CASE(of_two_people_at_one_paper_the_second_is_told) {
    const auto id = file({"Yksi", "Kaksi", "Kolme"});
    const auto colleague = desk("colleague");
    const auto seen = version(id);
    Staging{colleague}.drop(colleague.open<access::FileDocument>(id), seen, 3);
    BOOST_TEST(refused([&] { staging.split(grant(id), seen, 2); }) == "document.changed_meanwhile");
    BOOST_TEST(refused([&] { staging.undo(grant(id), seen); }) == "staging.act_of_another");
    BOOST_TEST(refused([&] { undo(id); }) == "staging.act_of_another");
    BOOST_TEST(!last(id)->mine);
    BOOST_TEST(text(id) == "Yksi|Kaksi");
    BOOST_TEST(refusal_of([&] {
                   return files.confirm(grant(id), {Series::contact, "fi", {}, {}, seen}), 0;
               }) == "document.changed_meanwhile");
}

BOOST_AUTO_TEST_CASE(nothing_is_taken_back_over_a_later_act_or_a_confirmation) {
    const auto id = file({"Yksi", "Kaksi", "Kolme"});
    BOOST_TEST(refused([&] { undo(id); }) == "staging.nothing_to_undo");
    const auto second = split(id, 2);
    drop(second, 1);
    BOOST_TEST(refused([&] { undo(id); }) == "document.changed_meanwhile");
    undo(second);
    confirm_as_it_is(second);
    BOOST_TEST(refused([&] { undo(id); }) == "staging.confirmed");
    BOOST_TEST(text(id) == "Yksi");
    BOOST_TEST(text(second) == "Kaksi|Kolme");
}

BOOST_AUTO_TEST_CASE(nobody_takes_back_what_reaches_a_paper_he_may_not_file_any_more) {
    const auto contact = file({"Yksi"}), order = file({"Kaksi"}, Series::order);
    merge(order, contact);
    const auto admin = desk("admin");
    access::AccessList list{admin};
    for (const auto& entry : list.of(person("clerk"))) list.end(entry.id, PersonalText{"vaihto"});
    for (const auto* act : {"read", "maintain"})
        list.grant({person("clerk"), act, "/", "order", today(), {}, PersonalText{"vaihto"}});
    BOOST_TEST(refused([&] { undo(order); }) == "access.denied.not-on-list");
    BOOST_TEST(text(order) == "Kaksi|Yksi");
}

BOOST_AUTO_TEST_CASE(what_has_no_pages_or_is_the_same_is_not_joined) {
    const auto one = file({"Yksi"}), two = file({"Kaksi"}), bare = file({});
    BOOST_TEST(refused([&] { merge(one, one); }) == "staging.same_document");
    BOOST_TEST(refused([&] { merge(one, bare); }) == "staging.no_pages");
    BOOST_TEST(refused([&] { merge(bare, one); }) == "staging.no_pages");
    merge(one, two);
    BOOST_TEST(refused([&] { merge(one, two); }) == "staging.merged");
    BOOST_TEST(refused([&] { split(two, 2); }) == "staging.merged");
    BOOST_TEST(refused([&] { confirm_as_it_is(two); }) == "staging.merged");
}

BOOST_AUTO_TEST_CASE(a_stack_that_is_cut_is_two_papers_on_one_original) {
    const auto id = file({"Tilaus alkaa", "Tilaus jatkuu", "Yhteydenotto"}, Series::order);
    const auto original = text_of(files.original(clerk.open<access::CopyDocument>(id)));
    const auto second = split(id, 3);
    BOOST_TEST(text(id) == "Tilaus alkaa|Tilaus jatkuu");
    BOOST_TEST(text(second) == "Yhteydenotto");
    BOOST_TEST((files.page_image(clerk.open<access::PreviewDocument>(second), 1) == Bytes{0xFF, 0xD8, 3}));
    BOOST_TEST(text_of(files.original(clerk.open<access::CopyDocument>(second))) == original);
    BOOST_TEST((waiting() == std::vector{id, second}));
    const auto hit = search(clerk, shelves, PersonalText{"yhteydenotto"}, 5).pages.at(0).hit;
    BOOST_TEST((hit.document == second));
    BOOST_TEST(hit.page == 1);
    BOOST_TEST(!files.record(clerk.open<access::ReadDocument>(second)).proposed_customer);
    BOOST_TEST(test::lines_of(database(), "document.arranged") == 2);
    check_order();
    undo(second);  // from either of the two
    BOOST_TEST(text(id) == "Tilaus alkaa|Tilaus jatkuu|Yhteydenotto");
    BOOST_TEST((waiting() == std::vector{id}));
    BOOST_TEST(database().read([&](db::Read& read) { return joined_to(read, second); }).value() == id.value());
    check_order();
}

BOOST_AUTO_TEST_CASE(papers_that_are_joined_keep_their_keys_and_come_apart_again) {
    test::TestRoom room{clerk};
    const auto binder = room.binder("M07", room.shelf);
    const auto one = file({"Yksi"}, Series::contact), two = file({"Kaksi", "Kolme"}, Series::order, binder);
    const auto before = layout();
    merge(one, two);
    BOOST_TEST(text(one) == "Yksi|Kaksi|Kolme");
    BOOST_TEST((files.page_image(clerk.open<access::PreviewDocument>(one), 3) == Bytes{0xFF, 0xD8, 2}));
    BOOST_TEST(only<std::int64_t>("SELECT count(*) FROM document_original WHERE document = 1") == 2);
    BOOST_TEST((waiting() == std::vector{one}));
    BOOST_TEST(found("kolme") == 1);
    BOOST_TEST((database().read([&](db::Read& read) { return joined_to(read, two); }) == one));
    check_order();
    undo(one);
    BOOST_TEST(layout() == before);
    BOOST_TEST((waiting() == std::vector{one, two}));
    check_order();
}

BOOST_AUTO_TEST_CASE(a_page_that_is_taken_out_is_neither_shown_nor_found_and_comes_back_where_it_was) {
    const auto id = file({"Yksi", "Tyhjyys", "Kolme"});
    came_by_scan(id);
    drop(id, 2);
    BOOST_TEST(text(id) == "Yksi|Kolme");
    BOOST_TEST(found("tyhjyys") == 0);
    BOOST_TEST(pages(id).size() == 2u);
    BOOST_TEST(all_pages(id).at(2).dropped);
    const Bytes pdf = files.searchable_pdf(clerk.open<access::CopyDocument>(id));
    if (test::has_program("pdftotext")) BOOST_TEST(test::text_of_pdf(pdf, store.folder()) == "Yksi Kolme");
    BOOST_TEST((files.thumbnail(clerk.open<access::PreviewDocument>(id), 3) == Bytes{0xFF, 0xD8, 0xFF}));
    check_order();
    take_back(id, 3);
    BOOST_TEST(text(id) == "Yksi|Tyhjyys|Kolme");
    BOOST_TEST(found("tyhjyys") == 1);
    check_order();
}

BOOST_AUTO_TEST_CASE(a_page_read_again_while_it_was_taken_out_is_found_by_what_was_read_last_once_it_is_back) {
    const auto id = file({"Yksi", "Tyhjyys", "Kolme"});
    came_by_scan(id);
    drop(id, 2);
    const auto key = blobs::WrappedKey{only<std::string>("SELECT document_key FROM document")};
    auto again = files.store(key, test::page_of("Kokonaisuus", 2, 3));
    again.number = again.source_page = 2;
    const auto arrival = only<ArrivalId>("SELECT max(id) FROM arrival");
    log.change([&](db::Write& write, audit::Appender& appender) {
        return files.replace(write, appender, arrival, again)->receipt;
    });
    for (const auto* word : {"tyhjyys", "kokonaisuus"}) BOOST_TEST(found(word) == 0);
    take_back(id, 3);
    BOOST_TEST(text(id) == "Yksi|Kokonaisuus|Kolme");
    BOOST_TEST(found("kokonaisuus") == 1);
    BOOST_TEST(found("tyhjyys") == 0);
    check_order();
}

BOOST_AUTO_TEST_CASE(a_page_that_is_turned_is_ordered_to_be_read_so_and_shown_so_until_then) {
    const auto id = file({"Yksi", "Kaksi"});
    came_by_scan(id);
    turn(id, 2, 90);
    BOOST_TEST(pages(id).at(1).turn == 90);
    BOOST_TEST(pages(id).at(0).turn == 0);
    const auto ordered = [&] {
        return database().read([](db::Read& read) {
            return read.one<std::string>(
                "SELECT min(input || ' ' || page || ' ' || state) FROM job"
                " WHERE kind = 'read' AND input LIKE 'turn:%' AND state <> 'done'");
        });
    };
    BOOST_TEST(ordered() == "turn:90 2 ready");
    run("UPDATE job SET state = 'running', lease_owner = 'x' WHERE input = 'turn:90'");
    run("UPDATE job SET state = 'done', lease_owner = '' WHERE input = 'turn:90'");
    run("UPDATE page SET turned = 90 WHERE number = 2");
    BOOST_TEST(pages(id).at(1).turn == 0);
    undo(id);
    BOOST_TEST(pages(id).at(1).turn == 270);
    BOOST_TEST(ordered() == "turn:0 2 ready");
}

BOOST_AUTO_TEST_CASE(pages_change_places) {
    const auto id = file({"Yksi", "Kaksi", "Kolme", "Neljä"});
    move(id, 4, 1);
    BOOST_TEST(text(id) == "Neljä|Yksi|Kaksi|Kolme");
    move(id, 1, 3);
    BOOST_TEST(text(id) == "Yksi|Kaksi|Neljä|Kolme");
    BOOST_TEST(last(id)->kind == "move");
    undo(id);
    undo(id);
    BOOST_TEST(text(id) == "Yksi|Kaksi|Kolme|Neljä");
    BOOST_TEST(!last(id));
    BOOST_TEST(refused([&] { undo(id); }) == "staging.nothing_to_undo");
}

BOOST_AUTO_TEST_CASE(whatever_is_done_can_be_taken_back_step_by_step) {
    std::mt19937 dice{18};
    const auto roll = [&](std::size_t sides) { return static_cast<int>(dice() % sides); };
    std::vector<DocumentId> all{file({"a", "b", "c", "d"}), file({"e", "f"}), file({"g", "h", "i"})};
    for (const auto id : all) came_by_scan(id);
    std::vector<std::pair<std::string, DocumentId>> history;
    for (int i = 0; i < 60; ++i) {
        const auto tray = waiting();
        const auto id = tray[static_cast<std::size_t>(roll(tray.size()))];
        const auto other = tray[static_cast<std::size_t>(roll(tray.size()))];
        const auto before = layout();
        const int count = static_cast<int>(all_pages(id).size()) + 1;
        const auto refusal = refused([&] {
            switch (roll(6)) {
                case 0:
                    split(id, roll(static_cast<std::size_t>(count)) + 1);
                    break;
                case 1:
                    merge(id, other);
                    break;
                case 2:
                    move(id, roll(static_cast<std::size_t>(count)) + 1, 1);
                    break;
                case 3:
                    turn(id, roll(static_cast<std::size_t>(count)) + 1, 90);
                    break;
                case 4:
                    drop(id, roll(static_cast<std::size_t>(count)) + 1);
                    break;
                default:
                    take_back(id, roll(static_cast<std::size_t>(count)) + 1);
            }
        });
        if (!refusal.empty()) BOOST_TEST(layout() == before, refusal);
        if (refusal.empty() && layout() != before) history.emplace_back(before, id);
        check_order();
    }
    BOOST_TEST(history.size() > 15u);
    for (; !history.empty(); history.pop_back()) {
        undo(history.back().second);
        // A document a split had made stays as a number that leads to where its pages are.
        const auto pages_of = [](const std::string& text) { return text.substr(0, text.find('d')); };
        BOOST_TEST(pages_of(layout()) == pages_of(history.back().first));
        check_order();
    }
    BOOST_TEST((waiting() == all));
}

BOOST_AUTO_TEST_CASE(the_database_keeps_what_was_done_in_the_tray) {
    const auto id = file({"Yksi", "Kaksi"});
    drop(id, 1);
    BOOST_TEST(refused_sql("DELETE FROM staging_act") == "staging_act.kept");
    BOOST_TEST(refused_sql("UPDATE staging_act SET kind = 'turn'") == "staging_act.kept");
    BOOST_TEST(refused_sql("UPDATE staging_act_page SET number = 1") == "staging_act.kept");
    BOOST_TEST(refused_sql("DELETE FROM staging_act_document") == "staging_act_document.append_only");
    undo(id);
    BOOST_TEST(refused_sql("UPDATE staging_act SET undone_at = NULL, undone_by = NULL") == "staging_act.kept");
    BOOST_TEST(refused_sql("UPDATE document SET merged_into = 1, pages = 0") == "staging.merged");
}

BOOST_AUTO_TEST_SUITE_END()
