// What the access list costs a search: somebody with many narrow entries beside somebody who may see everything, over
// the same 100,000 documents. The goal is at most twice as much.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "access/access_list.hpp"
#include "access/commitments.hpp"
#include "access/people.hpp"
#include "archive/archive.hpp"
#include "archive/search.hpp"
#include "imaging/words.hpp"
#include "support/test_office.hpp"

using namespace arkki;

namespace {

constexpr int places = 200;
constexpr int documents_of_a_scope = 100;
constexpr const char* types[] = {"contact", "access_request", "correction_request", "order", "letter"};

class Office : public test::TestOffice {
public:
    Office() {
        hire("narrow", access::Role::clerk);
        // A hundred places, every second of them for one type only, and twenty single documents.
        for (int place = 1; place <= places / 2; ++place)
            enter_on_list("narrow", "read", "/" + std::to_string(place) + "/", place % 2 ? "" : "order");
        fill();
    }
    archive::Shelves shelves() { return {vault, {}}; }

private:
    /// The archive's own tables, as filing a document writes them; one picture of words stands for all pages.
    void fill() {
        std::vector<imaging::Word> words;
        for (const auto* word : {"hakemus", "tilaus", "asiakas"})
            words.push_back({PersonalText{word}, {10, 10, 80, 20}, 90.F, 0, 0, 30});
        const auto key = vault.new_key();
        const auto blob = vault.put(key, imaging::pack(words)).id;
        database().write([&](db::Write& write) {
            std::int64_t id = 0;
            for (int place = 1; place <= places; ++place)
                for (const auto* type : types) {
                    const auto scope = access::scope_of(write, "/" + std::to_string(place) + "/", type);
                    for (int i = 0; i < documents_of_a_scope; ++i) file(write, ++id, scope, place, type, key, blob);
                }
            write.run(write.engine() == db::Engine::sqlite ? "INSERT INTO page_index(page_index) VALUES('optimize')"
                                                           : "ANALYZE page_text");
            if (write.engine() == db::Engine::sqlite) write.run("ANALYZE");
        });
        for (std::int64_t id = 99'001; id <= 99'020; ++id) {
            const access::Desk desk = machine("maintenance");
            access::NewEntry entry{person("narrow"), "read", "/", "", today(), {}, PersonalText{"tehtävä"}};
            entry.document = DocumentId{id};
            access::AccessList{desk}.grant(entry);
        }
    }
    static void file(db::Write& write, std::int64_t id, std::int64_t scope, int place, const char* type,
                     const blobs::WrappedKey& key, const blobs::BlobId& blob) {
        write.run(
            "INSERT INTO document(id, series, received_on, filed_at, filed_by, path, scope, media, pages, sha256, size,"
            " original, document_key) VALUES(:id, :type, '2026-01-02', 1, 1, :path, :scope, 'pdf', 1, :sha, 1, :blob,"
            " :key)",
            {{"id", id},
             {"type", type},
             {"path", "/" + std::to_string(place) + "/"},
             {"scope", scope},
             {"sha", std::string(64, 'a')},
             {"blob", blob.text},
             {"key", key.text}});
        write.run(
            "INSERT INTO page(id, document, number, width, height, dpi, turned, blank, damaged, embedded, confidence,"
            " words, image_blob, thumbnail_blob, bilevel_blob, words_blob)"
            " VALUES(:id, :id, 1, 100, 100, 150, 0, 0, 0, 0, 90.0, 3, :blob, :blob, :blob, :blob)",
            {{"id", id}, {"blob", blob.text}});
        write.run("INSERT INTO page_scope(page, document, scope) VALUES(:id, :id, :scope)",
                  {{"id", id}, {"scope", scope}});
        // Every page has the first word, every hundredth the second, one in five thousand the third.
        const std::string terms = std::string{"hakemus"} + (id % 100 == 1 ? " tilaus" : "") +
                                  (id % 5'000 == 1 ? " asiakas" : "") + " sana" + std::to_string(id % 997);
        write.run("INSERT INTO page_text(page, terms) VALUES(:id, :terms)", {{"id", id}, {"terms", terms}});
        if (write.engine() == db::Engine::sqlite)
            write.run("INSERT INTO page_index(rowid, terms) VALUES(:id, :terms)", {{"id", id}, {"terms", terms}});
    }
    std::filesystem::path vault_folder() {
        blobs::Vault::create(store.folder() / "blobs", store.folder() / "master.key");
        return store.folder() / "blobs";
    }
    blobs::Vault vault{vault_folder(), store.folder() / "master.key"};
};

struct Measured {
    std::vector<double> times;  ///< milliseconds
    std::int64_t total = 0;     ///< pages found

    void search(Office& office, const access::Desk& desk, const std::string& words) {
        const auto start = std::chrono::steady_clock::now();
        total = archive::search(desk, office.shelves(), PersonalText{words}, 20).total;
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    double median() {
        std::nth_element(times.begin(), times.begin() + std::ssize(times) / 2, times.end());
        return times[times.size() / 2];
    }
};

}  // namespace

int main() {
    Office office;
    const auto all = office.desk("clerk");
    const auto narrow = office.desk("narrow");
    std::printf("  %-34s %12s %12s %7s\n", "a search over 100,000 documents", "everything", "120 entries", "ratio");
    for (const auto& [what, word] :
         {std::pair{"a word on every page", "hakemus"}, std::pair{"a word on one page in 100", "tilaus"},
          std::pair{"a word on one page in 5,000", "asiakas"}}) {
        Measured whole, part;
        for (int i = 0; i < 21; ++i) {  // in turns: whatever else the machine does meets both
            whole.search(office, all, word);
            part.search(office, narrow, word);
        }
        std::printf("  %-34s %9.2f ms %9.2f ms %7.2f   (%lld and %lld pages; goal: 2.00)\n", what, whole.median(),
                    part.median(), part.median() / whole.median(), static_cast<long long>(whole.total),
                    static_cast<long long>(part.total));
    }
}
