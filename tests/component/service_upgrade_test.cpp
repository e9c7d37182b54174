// A house of an earlier release, opened with today's program: every row is there, every paper is found, nothing is loose.
#include <boost/test/unit_test.hpp>

#include "access/people.hpp"
#include "archive/reindex.hpp"
#include "archive/search.hpp"
#include "imaging/words.hpp"
#include "lang/words.hpp"
#include "service/deep_check.hpp"
#include "support/test_intake.hpp"
#include "support/test_jobs.hpp"
#include "support/test_service.hpp"

using namespace arkki;

namespace {

const std::filesystem::path migrations{ARKKI_SOURCE_DIR "/config/migrations"};

/// Somebody who may read and file everything: 2; the witness: 3.
constexpr const char* people =
    "INSERT INTO person(user_name, kind, name, title, employer, employed_from, employed_to, added_at) VALUES"
    "('kaija', 'human', 'Kaija Esimerkki', '', 'own', '2020-01-01', '9999-12-31', 1),"
    "('taina', 'human', 'Taina Todistaja', '', 'own', '2020-01-01', '9999-12-31', 1);"
    "INSERT INTO commitment(person, text_version, signed_on, valid_to, sheet_sha256, witnessed_by, recorded_by,"
    " recorded_at) VALUES(2, '2020', '2020-01-01', '9999-12-31',"
    " '0000000000000000000000000000000000000000000000000000000000000000', 3, 3, 1);"
    "INSERT INTO account(person, password_hash, active, active_on, changed_at)"
    " VALUES(2, '$argon2id$not-a-real-hash', 1, '2020-01-01', 1);"
    "INSERT INTO role_entry(person, role, from_day, to_day, given_by, given_at)"
    " VALUES(2, 'clerk', '2020-01-01', '9999-12-31', 3, 1);"
    "INSERT INTO access_entry(person, act, path, series, from_day, to_day, granted_by, granted_at, reason,"
    " commitment) VALUES(2, 'read', '/', '', '2020-01-01', '9999-12-31', 3, 1, 'work', 1),"
    "(2, 'maintain', '/', '', '2020-01-01', '9999-12-31', 3, 1, 'work', 1);"
    "INSERT INTO access_scope(path, series) VALUES('/', 'contact');";

/// The data directory and the database of a house as an earlier release left them.
class OldHouse {
public:
    explicit OldHouse(int schema) {
        settings.home = ARKKI_SOURCE_DIR;
        settings.data = test.folder() / "data";
        settings.messages = std::filesystem::path{ARKKI_BINARY_DIR} / "messages";
        settings.reader = std::filesystem::path{ARKKI_BINARY_DIR} / "bin" / "arkki-reader";
        settings.database = test.url();
        settings.password_cost = {1, 8192};
        settings.hot_folder = test.folder() / "inbox";
        std::filesystem::create_directories(settings.data / "keys");
        blobs::Vault::create(settings.blobs(), settings.master_key());
        test::write_file(settings.roots(), "");
        vault.emplace(settings.blobs(), settings.master_key());
        update(13);
        audit::Log log{database(), clock.clock(), system_randomness(), lang::helsinki()};
        audit::found(log, {"arkki.local/audit/e1", "0.0.1", std::string(64, '0')});
        run(people);
        fill();
        if (schema > 13) {
            update(schema);
            fill_later();
        }
    }
    db::Database& database() { return test.database(); }
    void update(int to) { db::migrate(database(), migrations, to); }
    void run(const std::string& sql) {
        database().write([&](db::Write& write) { write.script(sql); });
    }
    std::vector<std::string> rows(const std::string& sql) {
        return database().read([&](db::Read& read) { return read.rows<std::string>(sql); });
    }
    template <class T>
    T only(const std::string& sql) {
        return database().read([&](db::Read& read) { return read.one<T>(sql); });
    }

    /// An arrival as it was received; the number of its row.
    std::int64_t arrive(const std::string& bytes, const std::string& columns = "", const std::string& values = "") {
        const auto key = vault->new_key();
        const auto stored = vault->put(key, view(bytes));
        return database().write([&](db::Write& write) {
            return write.one<std::int64_t>(
                "INSERT INTO arrival(way, name, received_at, received_by, sha256, size, original, document_key, state" +
                    columns + ") VALUES('folder', 'lomake.pdf', 7, 1, :sha, :size, :original, :key, 'received'" +
                    values + ") RETURNING id",
                {{"sha", stored.sha256},
                 {"size", static_cast<std::int64_t>(stored.size)},
                 {"original", stored.id.text},
                 {"key", key.text}});
        });
    }
    /// The document that an arrival became.
    std::int64_t file(std::int64_t arrival, int pages) {
        return database().write([&](db::Write& write) {
            return write.one<std::int64_t>(
                "INSERT INTO document(series, language, received_on, filed_at, filed_by, scope, media, pages, sha256,"
                " size, original, document_key) SELECT 'contact', 'fi', '2026-10-01', 8, 1, 1, 'pdf', :pages, sha256,"
                " size, original, document_key FROM arrival WHERE id = :arrival RETURNING id",
                {{"pages", pages}, {"arrival", arrival}});
        });
    }
    /// A page that was read, indexed as the release did: its forms one after the other, whichever these were.
    void add_page(std::int64_t document, int number, const std::string& text, const std::string& terms,
                  const std::string& columns = "", const std::string& values = "") {
        const auto key = blobs::WrappedKey{
            only<std::string>("SELECT document_key FROM document WHERE id = " + std::to_string(document))};
        const auto page = test::page_of(text, number);
        database().write([&](db::Write& write) {
            const auto id = write.one<PageId>(
                "INSERT INTO page(document, number, width, height, dpi, turned, blank, damaged, embedded, confidence,"
                " words, image_blob, thumbnail_blob, bilevel_blob, words_blob" +
                    columns + ") VALUES(:document, :number, 1240, 1754, 150, 0, 0, 0, 0, 90, 2, :image, :thumbnail,"
                    " :bilevel, :words" + values + ") RETURNING id",
                {{"document", document},
                 {"number", number},
                 {"image", vault->put(key, page.image).id.text},
                 {"thumbnail", vault->put(key, page.thumbnail).id.text},
                 {"bilevel", vault->put(key, page.bilevel).id.text},
                 {"words", vault->put(key, imaging::pack(page.words)).id.text}});
            write.run("INSERT INTO page_text(page, terms) VALUES(:page, :terms)", {{"page", id}, {"terms", terms}});
            if (write.engine() == db::Engine::sqlite)
                write.run("INSERT INTO page_index(rowid, terms) VALUES(:page, :terms)",
                          {{"page", id}, {"terms", terms}});
            write.run("INSERT INTO page_scope(page, document, scope) VALUES(:page, :document, 1)",
                      {{"page", id}, {"document", document}});
        });
    }
    void become(std::int64_t arrival, const std::string& state, const std::string& more = "") {
        const std::string which = " WHERE id = " + std::to_string(arrival);
        run("UPDATE arrival SET state = 'reading'" + which);
        run("UPDATE arrival SET state = '" + state + "'" + more + which);
    }

    test::TestDatabase test{test::Schema::empty};
    test::TestClock clock;
    service::Settings settings;
    std::optional<blobs::Vault> vault;

private:
    /// An arrival in every state there was: 1 filed as document 1, which Kaija confirmed; 2 waits; 3 was being read when
    /// the power went; 4 is quarantined, 5 equals the first, 6 was put away.
    void fill() {
        const auto filed = arrive("%PDF-1.7 the first paper");
        const auto document = file(filed, 2);
        add_page(document, 1, "Korjauspyynnön käsittely", "korjauspyyntö käsittely");
        add_page(document, 2, "Liite kaksi", "liite kaksi");
        become(filed, "filed", ", document = " + std::to_string(document) + ", pages_total = 2, pages_read = 2");
        run("UPDATE document SET confirmed_at = 9, confirmed_by = 2, version = 2 WHERE id = 1;"
            "INSERT INTO document_change(document, changed_at, changed_by, fields) VALUES(1, 9, 2, 'language')");
        arrive(test::png_of("Odottava lomake"));
        run("UPDATE arrival SET state = 'reading', attempt = 1, lease_owner = 'gone', lease_until = 99 WHERE id = " +
            std::to_string(arrive(test::png_of("Keskeytynyt lomake"))));
        become(arrive("no scan at all"), "quarantined", ", reason = 'reader.unknown_kind', finished_at = 9");
        become(arrive("%PDF-1.7 the first paper"), "duplicate", ", same_as = 1");
        const auto gone = arrive("put away");
        become(gone, "quarantined", ", reason = 'reader.unknown_kind'");
        run("UPDATE arrival SET state = 'discarded', finished_at = 9 WHERE id = " + std::to_string(gone));
    }
    /// What the release of migrations 14 to 19 added: a stack of two sheets that became document 2, its second page taken
    /// out and sealed under its own sheet's key; a sheet of an open stack that was read; jobs that were done and wait.
    void fill_later() {
        run("INSERT INTO batch(way, device, state, opened_at, opened_by) VALUES('scan', 'fi-1', 'open', 10, 2),"
            "('scan', 'fi-2', 'open', 10, 2)");
        const auto batch = only<std::int64_t>("SELECT max(id) - 1 FROM batch");
        const auto in = [&](std::int64_t number, int sheet) {
            return ", " + std::to_string(number) + ", " + std::to_string(sheet);
        };
        const auto first = arrive("%PDF-1.7 sheet one", ", batch, sheet", in(batch, 1));
        const auto second = arrive("%PDF-1.7 sheet two", ", batch, sheet", in(batch, 2));
        const auto document = file(first, 1);
        const std::string source = ", arrival, source_page, dropped";
        add_page(document, 1, "Ensimmäinen arkki", "ensimmäinen arkki", source,
                 ", " + std::to_string(first) + ", 1, 0");
        add_page(document, 2, "Tyhjä arkki", "tyhjä arkki", source, ", " + std::to_string(second) + ", 1, 1");
        run("DELETE FROM page_scope WHERE page = (SELECT max(id) FROM page)");
        for (const auto& [arrival, position] : {std::pair{first, 1}, {second, 2}}) {
            run("INSERT INTO document_original(document, position, arrival, media, sha256, size, original, document_key)"
                " SELECT " + std::to_string(document) + ", " + std::to_string(position) + ", id, 'pdf', sha256, size,"
                " original, document_key FROM arrival WHERE id = " + std::to_string(arrival));
            run("UPDATE arrival SET state = 'reading' WHERE id = " + std::to_string(arrival));
            become_read(arrival);
            run("UPDATE arrival SET state = 'filed', document = " + std::to_string(document) +
                " WHERE id = " + std::to_string(arrival));
        }
        run("UPDATE batch SET state = 'closed', closed_at = 11 WHERE id = " + std::to_string(batch));
        const auto waiting = arrive(test::png_of("Pinon arkki"), ", batch, sheet", in(batch + 1, 1));
        run("INSERT INTO job(kind, object, page, priority, created_at) VALUES('read', " + std::to_string(waiting) +
            ", 1, 4, 10)");
    }
    void become_read(std::int64_t arrival) {
        run("UPDATE arrival SET state = 'read', pages_total = 1, pages_read = 1 WHERE id = " + std::to_string(arrival));
    }
};

/// Every row of what both releases know, as text.
struct Rows {
    explicit Rows(OldHouse& house)
        : documents{house.rows(
              "SELECT id || ' ' || series || ' ' || language || ' ' || received_on || ' ' || filed_at || ' ' || filed_by"
              " || ' ' || coalesce(confirmed_at, 0) || ' ' || coalesce(confirmed_by, 0) || ' ' || path || ' ' || scope"
              " || ' ' || media || ' ' || pages || ' ' || sha256 || ' ' || size || ' ' || original || ' ' ||"
              " document_key || ' ' || version FROM document ORDER BY id")},
          pages{house.rows("SELECT p.id || ' ' || p.document || ' ' || number || ' ' || words || ' ' || image_blob || ' '"
                           " || thumbnail_blob || ' ' || bilevel_blob || ' ' || words_blob || ' ' || terms FROM page p"
                           " JOIN page_text t ON t.page = p.id ORDER BY p.id")},
          scopes{house.rows("SELECT page || ' ' || document || ' ' || scope FROM page_scope ORDER BY page")},
          changes{house.rows("SELECT document || ' ' || changed_by || ' ' || fields FROM document_change ORDER BY id")},
          arrivals{house.rows(
              "SELECT id || ' ' || way || ' ' || name || ' ' || claim || ' ' || received_at || ' ' || received_by || ' '"
              " || sha256 || ' ' || size || ' ' || original || ' ' || document_key || ' ' || CASE state WHEN 'reading'"
              " THEN 'received' ELSE state END || ' ' || reason || ' ' || coalesce(same_as, 0) || ' ' ||"
              " coalesce(document, 0) || ' ' || pages_total || ' ' || pages_read || ' ' || coalesce(finished_at, 0)"
              " FROM arrival ORDER BY id")},
          log{house.rows("SELECT leaf_text FROM (SELECT seq, action || ' ' || object AS leaf_text FROM audit_entry) AS"
                         " line ORDER BY seq")} {}
    std::vector<std::string> documents, pages, scopes, changes, arrivals, log;
};

/// Today's program on that house.
class Today {
public:
    explicit Today(OldHouse& house)
        : office{house.settings, {house.clock.clock(), lang::helsinki(), system_randomness()}} {}

    std::vector<std::int64_t> found(const std::string& word) {
        if (!kaija_) {
            const PersonalText password{"seitsemän pientä punaista"};
            access::People{office.machine_desk("maintenance")}.set_password(PersonId{2}, password, office.passwords());
            kaija_ = office.sessions().sign_in("kaija", password, {"web", "127.0.0.1", ""}, "r-1").session;
        }
        const auto desk = office.desk(*kaija_);
        std::vector<std::int64_t> documents;
        for (const auto& page : archive::search(desk, office.shelves(), PersonalText{word}, 20).pages)
            documents.push_back(page.hit.document.value());
        return documents;
    }
    /// All that is ordered, and what the start of the service orders.
    int work() {
        archive::Reindexing{office.database(), office.shelves()}.order(office.world().clock());
        return test::do_all_jobs(office);
    }
    std::vector<std::string> findings() {
        std::vector<std::string> all;
        for (const auto& finding : service::deep_check(office, {true, std::chrono::seconds{0}, {}}).findings)
            all.push_back(finding.key + " " + finding.what);
        return all;
    }
    service::Office office;

private:
    std::optional<access::Session> kaija_;
};

using Ids = std::vector<std::int64_t>;
using List = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(a_house_from_before_the_batches_keeps_every_row_and_reads_on_what_waited) {
    OldHouse house{13};
    const Rows before{house};
    Today today{house};
    const Rows after{house};
    BOOST_TEST(after.documents == before.documents);
    BOOST_TEST(after.pages == before.pages);
    BOOST_TEST(after.scopes == before.scopes);
    BOOST_TEST(after.changes == before.changes);
    BOOST_TEST(after.arrivals == before.arrivals);
    BOOST_TEST(after.log == before.log);
    BOOST_TEST(before.arrivals.size() == 6u);
    BOOST_TEST(house.only<std::int64_t>("SELECT count(*) FROM batch b JOIN arrival a ON a.batch = b.id WHERE b.state ="
                                        " 'closed' AND a.sheet = 1") == 6);
    BOOST_TEST(house.rows("SELECT object || ' ' || page || ' ' || state FROM job ORDER BY id") ==
               (List{"2 1 ready", "3 1 ready"}));
    BOOST_TEST(house.only<std::int64_t>("SELECT count(*) FROM page WHERE arrival = 1 AND source_page = number") == 2);
    BOOST_TEST(house.rows("SELECT document || ' ' || position || ' ' || arrival || ' ' || media FROM document_original") ==
               List{"1 1 1 pdf"});
    BOOST_TEST(today.findings() == List{});

    BOOST_TEST(today.work() > 0);
    BOOST_TEST(house.only<std::string>("SELECT state FROM arrival WHERE id = 2") == "filed");
    BOOST_TEST(house.only<std::string>("SELECT state FROM arrival WHERE id = 3") == "filed");
    BOOST_TEST(house.only<std::int64_t>("SELECT count(*) FROM document") == 3);
    BOOST_TEST(today.findings() == List{});
}

BOOST_AUTO_TEST_CASE(what_an_older_release_indexed_is_found_before_and_better_after_it_is_indexed_anew) {
    OldHouse house{13};
    Today today{house};
    BOOST_TEST(house.rows("SELECT DISTINCT analyser FROM page_text") == List{""});
    BOOST_TEST(today.found("käsittely") == Ids{1});
    BOOST_TEST(today.found("pyyntö") == Ids{});  // a member of a compound, which that release did not index
    today.work();
    BOOST_TEST(house.rows("SELECT DISTINCT analyser FROM page_text") == List{lang::analyser_version()});
    BOOST_TEST(today.found("käsittely") == Ids{1});
    BOOST_TEST(today.found("pyyntö") == Ids{1});
    BOOST_TEST(today.found("\"korjauspyynnön käsittely\"") == Ids{1});
    BOOST_TEST(today.found("liite") == Ids{1});
    BOOST_TEST(today.found("odottava").size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_house_from_before_the_index_with_places_keeps_every_row_and_finds_every_paper) {
    OldHouse house{19};
    const Rows before{house};
    const List jobs = house.rows("SELECT kind || ' ' || object || ' ' || page || ' ' || state FROM job ORDER BY id");
    const List originals = house.rows("SELECT document || ' ' || position || ' ' || arrival || ' ' || sha256 || ' ' ||"
                                      " original || ' ' || document_key FROM document_original ORDER BY 1");
    Today today{house};
    const Rows after{house};
    BOOST_TEST(after.documents == before.documents);
    BOOST_TEST(after.pages == before.pages);
    BOOST_TEST(after.scopes == before.scopes);
    BOOST_TEST(after.changes == before.changes);
    BOOST_TEST(after.arrivals == before.arrivals);
    BOOST_TEST(before.arrivals.size() == 9u);
    BOOST_TEST(house.rows("SELECT kind || ' ' || object || ' ' || page || ' ' || state FROM job ORDER BY id") == jobs);
    BOOST_TEST(house.rows("SELECT document || ' ' || position || ' ' || arrival || ' ' || sha256 || ' ' ||"
                          " original || ' ' || document_key FROM document_original ORDER BY 1") == originals);
    BOOST_TEST(today.findings() == List{});
    BOOST_TEST(today.found("arkki") == Ids{2});

    today.work();
    BOOST_TEST(house.rows("SELECT DISTINCT analyser FROM page_text") == List{lang::analyser_version()});
    BOOST_TEST(today.found("pyyntö") == Ids{1});
    BOOST_TEST(today.found("ensimmäinen") == Ids{2});
    BOOST_TEST(today.found("tyhjä") == Ids{});  // its page was taken out, and stays out
    BOOST_TEST(house.only<std::string>("SELECT state FROM arrival WHERE id = 9") == "read");  // its stack is still open
    BOOST_TEST(today.findings() == List{});
}
