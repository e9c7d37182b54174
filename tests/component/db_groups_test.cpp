// The tokenizer of groups, on every connection and in several threads; on SQLite alone, which needs it.
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>
#include <vector>

#include "support/test_database.hpp"

using namespace arkki;

namespace {

class Words : public test::TestDatabase {
public:
    bool absent() {
        if (database().engine() == db::Engine::sqlite) return false;
        BOOST_TEST_MESSAGE("nothing to do: PostgreSQL takes positions as they are");
        return true;
    }
    void make(const std::vector<std::string>& texts) {
        database().write([&](db::Write& write) {
            write.script("CREATE VIRTUAL TABLE words USING fts5(text, tokenize='groups')");
            for (const auto& text : texts) write.run("INSERT INTO words(text) VALUES(:text)", {{"text", text}});
        });
    }
    std::int64_t found(const std::string& query) {
        return database().read([&](db::Read& read) {
            return read.one<std::int64_t>("SELECT count(*) FROM words WHERE words MATCH :query", {{"query", query}});
        });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(odd_groups_are_words_or_nothing, Words) {
    if (absent()) return;
    make({"", "   ", "\x1f", "\x1f\x1f a\x1f \x1f" "b  c", "Å ä"});
    BOOST_TEST(found("\"a\"") == 1);
    BOOST_TEST(found("\"b\"") == 1);
    BOOST_TEST(found("\"a b c\"") == 1);
    BOOST_TEST(found("\"å\"") == 0);  // whoever makes the groups makes them lower case
    BOOST_TEST(found("\"\x1f\"") == 0);
    BOOST_TEST(found("\"\"") == 0);
}

BOOST_FIXTURE_TEST_CASE(the_forms_of_a_word_stand_at_one_place, Words) {
    if (absent()) return;
    make({"korjauspyynnön\x1fkorjauspyyntö\x1fpyyntö epäämisestä\x1f" "epääminen tänään"});
    for (const auto* query : {"\"pyyntö epääminen\"", "\"korjauspyyntö epäämisestä tänään\"",
                              "\"xq\x1fpyyntö zq\x1f" "epääminen tänään\x1ftänä\""})
        BOOST_TEST(found(query) == 1, query);
    for (const auto* query : {"\"pyyntö tänään\"", "\"korjauspyynnön pyyntö\"", "\"epääminen pyyntö\""})
        BOOST_TEST(found(query) == 0, query);
}

BOOST_FIXTURE_TEST_CASE(eight_connections_search_while_one_writes, Words) {
    if (absent()) return;
    make({"korjauspyynnön\x1fpyyntö epäämisestä"});
    std::atomic<int> right{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 8; ++i)
        readers.emplace_back([&] {
            for (int k = 0; k < 25; ++k) right += found("\"pyyntö epäämisestä\"") >= 1 ? 1 : 0;
        });
    for (int i = 0; i < 25; ++i)
        database().write([](db::Write& write) { write.run("INSERT INTO words(text) VALUES('uusi\x1fsana pyyntö')"); });
    for (auto& reader : readers) reader.join();
    BOOST_TEST(right == 200);
    BOOST_TEST(found("\"sana pyyntö\"") == 25);
}
