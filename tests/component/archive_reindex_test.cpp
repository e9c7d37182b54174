// Another version of the analyser: pages are indexed anew one by one, found meanwhile, and no word outlives its page.
#include "archive/reindex.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

#include "archive/page_index.hpp"
#include "support/test_archive.hpp"

using namespace arkki;
using namespace arkki::archive;

namespace {

class Library : public test::TestArchive {
public:
    /// As an older version left a page: single forms in the order of the alphabet, no version.
    void age(PageId page, const std::string& forms) {
        database().write([&](db::Write& write) { index_page(write, page, {forms, ""}); });
    }
    std::int64_t total(const std::string& words) { return search(clerk, shelves, PersonalText{words}, 20).total; }
    PageId page_of(DocumentId document) {
        return database().read([&](db::Read& read) {
            return read.one<PageId>("SELECT id FROM page WHERE document = :id AND number = 1", {{"id", document}});
        });
    }
    std::int64_t rows(const std::string& from) { return only<std::int64_t>("SELECT count(*) FROM " + from); }
    jobs::Lease claimed() {
        constexpr std::string_view kinds[] = {reindex_job};
        return *jobs::claim(database(), "runner", clock.now(), kinds);
    }
    void unindex(DocumentId document) {
        database().write([&](db::Write& write) { unindex_page(write, page_of(document)); });
    }
    /// All bytes of the database's files.
    std::string files() {
        std::string bytes;
        for (const auto& entry : std::filesystem::recursive_directory_iterator{store.folder()})
            if (entry.path().filename().string().find(".db") != std::string::npos) {
                std::ifstream in{entry.path(), std::ios::binary};
                bytes.append(std::istreambuf_iterator<char>{in}, {});
            }
        return bytes;
    }
    const access::Desk clerk = desk("clerk");
    const Reindexing reindexing{database(), shelves};
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(old_pages_are_found_by_their_words_until_they_are_indexed_anew, Library) {
    const auto old = file({"Korjauspyynnön epääminen tänään"});
    file({"Tänään pyynnöstä"});
    age(page_of(old), "epääminen korjaus korjauspyynnön korjauspyyntö pyyntö tänään");
    BOOST_TEST(total("korjauspyyntö") == 1);
    BOOST_TEST(total("pyyntö") == 2);
    BOOST_TEST(total("\"pyyntö epääminen\"") == 0);  // it had no places
    BOOST_TEST(reindexing.order(clock.now()) == 1);
    BOOST_TEST(reindexing.order(clock.now()) == 1);  // the same job
    BOOST_TEST(rows("job WHERE kind = 'reindex'") == 1);
    reindexing.make(claimed(), clock.now());
    BOOST_TEST(total("\"pyyntö epääminen\"") == 1);
    BOOST_TEST(total("pyyntö") == 2);
    BOOST_TEST(rows("job WHERE kind = 'reindex' AND state = 'done'") == 1);
    BOOST_TEST(reindexing.order(clock.now()) == 0);
}

BOOST_FIXTURE_TEST_CASE(interrupted_ten_times_it_gives_the_same_answers, Library) {
    std::vector<DocumentId> documents;
    for (int i = 0; i < 22; ++i) documents.push_back(file({"Asiakkaan pyyntö numero " + std::to_string(1000 + i)}));
    const auto texts = [&] {
        std::vector<IndexedText> all;
        for (const auto document : documents)
            all.push_back(database().read([&](db::Read& read) { return indexed_text(read, page_of(document)); }));
        return all;
    };
    const auto before = texts();
    const auto words = rows("term"), letters = rows("trigram");
    for (const auto document : documents) age(page_of(document), "asiakas pyyntö");
    BOOST_TEST(rows("term") == 0);
    for (int i = 0; i < 10; ++i) {
        BOOST_TEST(reindexing.index_some(0, 1'000'000, 2) == 2);
        BOOST_TEST(total("asiakas pyyntö") == 22);
    }
    BOOST_TEST(reindexing.index_some(0, 1'000'000, 100) == 2);
    BOOST_TEST((texts() == before));
    BOOST_TEST(rows("term") == words);
    BOOST_TEST(rows("trigram") == letters);
    BOOST_TEST(total("\"asiakas pyyntö\"") == 22);
}

BOOST_FIXTURE_TEST_CASE(a_page_that_could_not_be_read_or_was_taken_out_stops_nothing, Library) {
    imaging::PageRead unread = test::page_of("");
    unread.failure = "page.unread";
    const auto failed = file_pages({unread}, Series::order, {});
    const auto gone = file({"Kadonnut"}), old = file({"Vanha pyyntö"});
    for (const auto document : {failed, gone, old}) age(page_of(document), "vanha");
    unindex(gone);
    BOOST_TEST(reindexing.index_some(0, 1'000'000, 10) == 2);
    BOOST_TEST(total("vanha") == 1);
    BOOST_TEST(rows("page_text WHERE analyser = ''") == 0);
    BOOST_TEST(rows("page_text") == 2);
}

BOOST_FIXTURE_TEST_CASE(a_lost_lease_ends_nothing, Library) {
    age(page_of(file({"Vanha pyyntö"})), "vanha");
    reindexing.order(clock.now());
    const auto lease = claimed();
    database().write([&](db::Write& write) { jobs::void_of(write, reindex_job, lease.object); });
    BOOST_TEST(test::refusal_of([&] {
                   reindexing.make(lease, clock.now());
                   return 0;
               }) == "job.lease_lost");
}

BOOST_FIXTURE_TEST_CASE(a_word_leaves_index_vocabulary_and_file_with_its_page, Library) {
    const auto kept = file({"Yhteinen sana asiakkaalle"});
    const auto erased = file({"Yhteinen qzwxkarhunpoika asiakkaalle"});
    // Not by a search: the log keeps what was searched for, in the same file.
    const std::string found = database().engine() == db::Engine::sqlite
                                  ? "page_index WHERE page_index MATCH '\"qzwxkarhunpoika\"'"
                                  : "page_text WHERE vector @@ CAST('qzwxkarhunpoika' AS tsquery)";
    BOOST_TEST(rows(found) == 1);
    BOOST_TEST(rows("term WHERE text = 'qzwxkarhunpoika'") == 1);
    unindex(erased);
    unindex(erased);  // twice is once
    BOOST_TEST(rows(found) == 0);
    BOOST_TEST(total("asiakas") == 1);
    BOOST_TEST(rows("term WHERE text = 'qzwxkarhunpoika'") == 0);
    BOOST_TEST(rows("term WHERE text = 'yhteinen' AND pages = 1") == 1);
    BOOST_TEST(rows("trigram WHERE letters = 'qzw'") == 0);
    if (database().engine() != db::Engine::sqlite) return;
    bool first = true;
    for (int slice = 0; slice < 1'000; ++slice) {
        if (database().write([&](db::Write& write) { return merge_index(write, first); })) break;
        first = false;
    }
    BOOST_TEST(database().empty_write_ahead_log());
    // Terms stand shortened in the file: the rare beginning is looked for.
    BOOST_TEST(files().find("qzwx") == std::string::npos);
    BOOST_TEST(files().find("yhteinen") != std::string::npos);
    unindex(kept);
}

BOOST_FIXTURE_TEST_CASE(a_page_indexed_twice_counts_once, Library) {
    const auto id = page_of(file({"Yhteinen sana"}));
    for (int i = 0; i < 3; ++i)
        database().write([&](db::Write& write) { index_page(write, id, indexed_text(write, id)); });
    BOOST_TEST(rows("term WHERE text = 'yhteinen' AND pages = 1") == 1);
    BOOST_TEST(total("yhteinen") == 1);
}
