#pragma once
#include <algorithm>
#include <sstream>

#include "archive/staging.hpp"
#include "support/test_archive.hpp"

namespace arkki::test {

/// Beside the clerk: a colleague who may file everything, and somebody who may file orders alone.
class TrayStaff : public TestArchive {
public:
    TrayStaff() {
        hire("colleague", access::Role::clerk);
        for (const auto* act : {"read", "maintain"}) enter_on_list("colleague", act);
        hire("orders", access::Role::clerk);
        for (const auto* act : {"read", "maintain"}) enter_on_list("orders", act, "/", "order");
    }
};

/// The clerk at the tray, with what a test does and asks in one word each.
class Tray : public TrayStaff {
public:
    access::Desk clerk = desk("clerk");
    archive::Staging staging{clerk};
    archive::Archive files{clerk, shelves};

    archive::Staging::Filing grant(DocumentId id) { return clerk.open<access::FileDocument>(id); }
    std::int64_t version(DocumentId id) { return files.record(clerk.open<access::ReadDocument>(id)).version; }
    std::string text(DocumentId id) {
        std::string text = files.text(clerk.open<access::ReadDocument>(id)).reveal();
        std::ranges::replace(text, '\f', '|');
        return text;
    }
    std::vector<archive::PageFacts> pages(DocumentId id) { return files.pages(clerk.open<access::ReadDocument>(id)); }
    std::vector<archive::PageFacts> all_pages(DocumentId id) {
        return files.all_pages(clerk.open<access::ReadDocument>(id));
    }
    std::optional<archive::StagingAct> last(DocumentId id) {
        return staging.last(clerk.open<access::ReadDocument>(id));
    }

    DocumentId split(DocumentId id, int before) { return staging.split(grant(id), version(id), before); }
    void merge(DocumentId into, DocumentId other) { staging.merge(grant(into), version(into), grant(other)); }
    void move(DocumentId id, int page, int to) { staging.move(grant(id), version(id), page, to); }
    void turn(DocumentId id, int page, int by) { staging.turn(grant(id), version(id), page, by); }
    void drop(DocumentId id, int page) { staging.drop(grant(id), version(id), page); }
    void take_back(DocumentId id, int page) { staging.take_back(grant(id), version(id), page); }
    void undo(DocumentId id) { staging.undo(grant(id), version(id)); }

    template <class Work>
    std::string refused(Work&& work) {
        return refusal_of([&] { return work(), 0; });
    }
    void confirm_as_it_is(DocumentId id) { confirm(clerk, id, {archive::Series::contact, "fi", {}, {}}); }
    std::int64_t found(const std::string& word) {
        return archive::search(clerk, shelves, PersonalText{word}, 50).total;
    }
    std::vector<DocumentId> waiting() { return files.waiting(0, 200); }

    /// How everything in the tray lies: every page with its document, place and key.
    std::string layout() {
        std::ostringstream text;
        database().read([&](db::Read& read) {
            for (const auto& [page, document, number, dropped, sealed, wanted] :
                 read.rows<PageId, DocumentId, int, bool, std::string, int>(
                     "SELECT id, document, number, dropped, sealed_by, coalesce(turn_wanted, turned) FROM page"
                     " ORDER BY id"))
                text << page.value() << ':' << document.value() << '/' << number << (dropped ? "x" : "") << '@'
                     << wanted << (sealed.empty() ? "" : "+") << ' ';
            for (const auto& [document, pages, merged] : read.rows<DocumentId, int, std::optional<DocumentId>>(
                     "SELECT id, pages, merged_into FROM document ORDER BY id"))
                text << 'd' << document.value() << '=' << pages << (merged ? "m" : "") << ' ';
        });
        return text.str();
    }
    /// What must hold whatever was done: numbers without holes, counts, scopes, originals.
    void check_order() {
        database().read([&](db::Read& read) {
            BOOST_TEST(read.one<std::int64_t>(
                           "SELECT count(*) FROM document d WHERE d.pages <> (SELECT count(*) FROM page p WHERE"
                           " p.document = d.id AND p.dropped = 0)") == 0);
            BOOST_TEST(read.one<std::int64_t>(
                           "SELECT count(*) FROM page p WHERE p.number <> (SELECT count(*) FROM page q WHERE q.document"
                           " = p.document AND q.number <= p.number)") == 0);
            BOOST_TEST(read.one<std::int64_t>("SELECT count(*) FROM page p JOIN page q ON q.document = p.document AND"
                                              " q.number > p.number WHERE p.dropped = 1 AND q.dropped = 0") == 0);
            BOOST_TEST(read.one<std::int64_t>("SELECT count(*) FROM page p JOIN document d ON d.id = p.document LEFT"
                                              " JOIN page_scope s ON s.page = p.id AND s.document = d.id AND s.scope ="
                                              " d.scope WHERE (s.page IS NULL) <> (p.dropped = 1)") == 0);
            BOOST_TEST(read.one<std::int64_t>("SELECT count(*) FROM document d WHERE (d.merged_into IS NULL) <>"
                                              " EXISTS (SELECT 1 FROM document_original o WHERE o.document = d.id)") ==
                       0);
        });
    }
    /// Pages of an arrival, so that they can be read again.
    void came_by_scan(DocumentId id) {
        const auto number = std::to_string(id.value());
        run("INSERT INTO batch (way, state, opened_at, opened_by, closed_at) VALUES ('scan','closed',1,1,1)");
        run("INSERT INTO arrival (batch, sheet, way, name, received_at, received_by, sha256, size, original,"
            " document_key, state) SELECT (SELECT max(id) FROM batch), 1, 'scan', '', 1, 1, sha256, size, original,"
            " document_key, 'received' FROM document WHERE id = " +
            number);
        run("UPDATE page SET arrival = (SELECT max(id) FROM arrival), source_page = number WHERE document = " + number);
    }
};

}  // namespace arkki::test
