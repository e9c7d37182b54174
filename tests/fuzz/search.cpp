// What is typed into the search box and what is read from pages: words lie in the text, and the queries made of them
// are queries to both engines, whatever was typed.
#include <sqlite3.h>

#include <map>
#include <set>

#include "archive/asked.hpp"
#include "archive/engine_query.hpp"
#include "archive/terms.hpp"
#include "archive/tiers.hpp"
#include "base/text.hpp"
#include "db/sqlite_groups.hpp"
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
void demand_expression(std::string text, const std::vector<std::string>& operators) {
    std::vector<std::string> pairs{"(Q)"};
    for (const auto& each : operators) pairs.push_back("Q" + each + "Q");
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
        db::add_groups_tokenizer(base);
        sqlite3_exec(base, "CREATE VIRTUAL TABLE page USING fts5(terms, tokenize='groups')", nullptr, nullptr, nullptr);
        sqlite3_prepare_v2(base, "SELECT rowid FROM page WHERE page MATCH ?", -1, &statement, nullptr);
        return statement;
    }();
    sqlite3_reset(search);
    sqlite3_bind_text(search, 1, query.data(), static_cast<int>(query.size()), SQLITE_TRANSIENT);
    return sqlite3_step(search) == SQLITE_DONE;
}

using Terms = std::vector<lang::QueryTerm>;

std::size_t good_terms(std::string_view text, const Terms& terms) {
    std::size_t words = 0;
    for (const auto& term : terms) {
        demand(!term.words.empty(), "no empty term");
        demand_good_words(text, term.words);
        words += term.words.size();
    }
    return words;
}

/// The forms asked for, one by one; `separators` part the forms within a quoted text.
std::set<std::string> forms_of(const std::set<std::string>& texts, std::string_view separators) {
    std::set<std::string> forms;
    for (const auto& text : texts)
        for (std::size_t at = 0; at < text.size();) {
            const auto end = std::min(text.find_first_of(separators, at), text.size());
            if (end > at) forms.insert(text.substr(at, end - at));
            at = end + 1;
        }
    return forms;
}

std::set<std::string> forms_in(const Terms& terms) {
    std::set<std::string> forms;
    for (const auto& term : terms) {
        for (const auto& word : term.words) forms.insert(word.forms.begin(), word.forms.end());
        if (!term.joined.empty()) forms.insert(term.joined);
    }
    return forms;
}

archive::FieldWords field_words() {
    using Field = archive::FieldWords::Field;
    archive::FieldWords words;
    words.fields = {{"type", Field::series}, {"place", Field::place}, {"customer", Field::customer},
                    {"from", Field::from},   {"to", Field::to},       {"state", Field::state},
                    {"name", Field::name}};
    words.series = {{"order", archive::Series::order}};
    words.states = {{"filed", true}};
    return words;
}

void demand_engines_take(const archive::Asked& asked) {
    auto forms = forms_in(asked.terms);
    forms.merge(forms_in(asked.excluded));
    for (const auto engine : {db::Engine::sqlite, db::Engine::postgresql}) {
        const bool sqlite = engine == db::Engine::sqlite;
        const archive::EngineQuery make{engine};
        const auto query = make.but_not(make.all_of(asked.terms),
                                        asked.excluded.empty() ? "" : make.any_of(asked.excluded));
        std::string outside;
        const auto texts = sqlite ? quoted_in(query, '"', "\"", outside) : quoted_in(query, '\'', "'\\", outside);
        demand(forms_of(texts, sqlite ? " \x1f" : " ") == forms, "the engine is asked for exactly these forms");
        demand_expression(outside, sqlite ? std::vector<std::string>{" OR ", " AND ", " NOT "}
                                          : std::vector<std::string>{" | ", " <-> ", " & !", " & "});
        if (sqlite) demand(sqlite_takes(query), "SQLite takes the query");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static lang::Analyser analyser;
    static const archive::FieldWords words = field_words();
    const std::string_view text = text_in({data, size});
    demand_good_words(text, analyser.tokens(text));
    const auto asked = archive::understood(analyser, text, words);
    std::string longest(text.size() + 64, ' ');  // what the terms' offsets lie in is the text less what was taken out
    demand(good_terms(longest, asked.terms) + good_terms(longest, asked.excluded) <= 20, "at most 20 words");
    const auto groups = archive::terms_of(analyser, text);
    demand(is_clean_utf8(groups) && is_clean_utf8(archive::tsvector(groups)), "an index of UTF-8");
    const auto kept = archive::loggable(PersonalText{std::string{text}}, asked);
    demand(is_clean_utf8(kept.reveal()) && kept.reveal().size() <= 500, "the log can keep the query");
    static_cast<void>(archive::Mark::from(std::string{text}));
    if (!asked.terms.empty()) demand_engines_take(asked);
    return 0;
}
