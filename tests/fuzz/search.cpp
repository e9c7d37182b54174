// What is typed into the search box and what is read from pages: words lie in the text, and the queries made of them
// are queries to both engines, whatever was typed.
#include <sqlite3.h>

#include <map>

#include "archive/terms.hpp"
#include "base/text.hpp"
#include "fuzz/fuzz.hpp"

using namespace arkki;
using namespace arkki::fuzz;

namespace {

void demand_good_words(std::string_view text, const std::vector<lang::Token>& words) {
    std::size_t end = 0;
    for (const auto& word : words) {
        demand(word.begin >= end && word.begin < word.end && word.end <= text.size(),
               "words in order, inside the text");
        end = word.end;
        demand(!word.forms.empty(), "a word has a form");
        const std::set<std::string> once{word.forms.begin(), word.forms.end()};
        demand(once.size() == word.forms.size(), "each form once");
        for (const auto& form : word.forms)
            demand(!form.empty() && is_clean_utf8(form) && form.find_first_of(" \t\r\n") == std::string::npos,
                   "a form is one word");
    }
}

/// The texts in quotes of a query; `outside` becomes all else.
std::set<std::string> quoted_in(std::string_view query, char quote, std::string_view doubled, std::string& outside) {
    std::set<std::string> texts;
    for (std::size_t i = 0; i < query.size(); ++i) {
        if (query[i] != quote) {
            outside += query[i];
            continue;
        }
        std::string text;
        for (++i;; ++i) {
            demand(i < query.size(), "every quote is closed");
            const bool twice = doubled.find(query[i]) != std::string_view::npos;
            if (twice && i + 1 < query.size() && query[i + 1] == query[i])
                ++i;
            else if (query[i] == quote)
                break;
            else
                demand(!twice, "every special character is doubled");
            text += query[i];
        }
        texts.insert(text);
        outside += 'Q';
    }
    return texts;
}

/// Takes a skeleton apart until one word is left: Q | Q -> Q, (Q) -> Q.
void demand_expression(std::string text, const std::string& any, const std::string& all) {
    const std::string pairs[] = {"Q" + any + "Q", "Q" + all + "Q", "(Q)"};
    for (bool smaller = true; smaller;) {
        smaller = false;
        for (const auto& pair : pairs)
            for (auto at = text.find(pair); at != std::string::npos; at = text.find(pair)) {
                text.replace(at, pair.size(), "Q");
                smaller = true;
            }
    }
    demand(text == "Q", "operands and operators take turns, brackets are paired");
}

/// SQLite's own word on a query.
bool sqlite_takes(const std::string& query) {
    static sqlite3_stmt* const search = [] {
        sqlite3* base = nullptr;
        sqlite3_stmt* statement = nullptr;
        sqlite3_open(":memory:", &base);
        sqlite3_exec(base, "CREATE VIRTUAL TABLE page USING fts5(terms)", nullptr, nullptr, nullptr);
        sqlite3_prepare_v2(base, "SELECT rowid FROM page WHERE page MATCH ?", -1, &statement, nullptr);
        return statement;
    }();
    sqlite3_reset(search);
    sqlite3_bind_text(search, 1, query.data(), static_cast<int>(query.size()), SQLITE_TRANSIENT);
    return sqlite3_step(search) == SQLITE_DONE;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static lang::Analyser analyser;
    const std::string_view text = text_in({data, size});
    demand_good_words(text, analyser.tokens(text));
    const auto terms = archive::query_terms(analyser, text);
    std::size_t words = 0;
    for (const auto& term : terms) {
        demand(!term.words.empty(), "no empty term");
        demand_good_words(text, term.words);
        words += term.words.size();
    }
    demand(words <= 20, "at most 20 words");
    demand(is_clean_utf8(archive::terms_of(analyser, text)), "an index of UTF-8");
    const auto kept = archive::loggable(PersonalText{std::string{text}}, terms);
    demand(is_clean_utf8(kept.reveal()) && kept.reveal().size() <= 500, "the log can keep the query");
    if (terms.empty()) return 0;
    const auto forms = archive::wanted_forms(terms);
    std::string outside;
    demand(quoted_in(archive::fts5_query(terms), '"', "\"", outside) == forms,
           "SQLite is asked for exactly these forms");
    demand_expression(outside, " OR ", " AND ");
    demand(sqlite_takes(archive::fts5_query(terms)), "SQLite takes the query");
    outside.clear();
    demand(quoted_in(archive::tsquery(terms), '\'', "'\\", outside) == forms,
           "PostgreSQL is asked for exactly these forms");
    demand_expression(outside, " | ", " & ");
    return 0;
}
