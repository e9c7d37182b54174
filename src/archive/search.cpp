#include "archive/search.hpp"

#include <algorithm>
#include <set>

#include "archive/scopes.hpp"
#include "archive/terms.hpp"
#include "lang/words.hpp"

namespace arkki::archive {
namespace {

constexpr std::size_t snippet_words = 12;

struct Answer {
    std::int64_t total = 0;
    std::vector<Hit> hits;
    std::vector<CustomerId> subjects;
};

Answer find(db::Read& read, const std::vector<lang::QueryTerm>& terms, const std::string& scopes, int limit) {
    const bool sqlite = read.engine() == db::Engine::sqlite;
    const std::string from =
        sqlite ? " FROM page_index CROSS JOIN page_scope s ON s.page = page_index.rowid WHERE page_index MATCH :query"
               : " FROM page_text t JOIN page_scope s ON s.page = t.page WHERE t.vector @@ CAST(:query AS tsquery)";
    const std::string score = sqlite ? "-bm25(page_index)" : "ts_rank(t.vector, CAST(:query AS tsquery))";
    const db::Parameters query{{"query", sqlite ? fts5_query(terms) : tsquery(terms)}};
    Answer answer;
    answer.total = read.one<std::int64_t>("SELECT count(*)" + from + " AND s.scope IN " + scopes, query);
    for (const auto& [page, document, points] : read.rows<PageId, DocumentId, double>(
             "SELECT s.page, s.document, CAST(" + score + " AS " + (sqlite ? "REAL" : "double precision") +
                 ") AS points" + from + " AND s.scope IN " + scopes + " ORDER BY points DESC, s.page LIMIT " +
                 std::to_string(limit),
             query))
        answer.hits.push_back({document, read.one<int>("SELECT number FROM page WHERE id = :id", {{"id", page}}), points});
    return answer;
}

std::vector<DocumentId> documents_of(const std::vector<Hit>& hits) {
    std::vector<DocumentId> documents;
    for (const auto& hit : hits)
        if (std::find(documents.begin(), documents.end(), hit.document) == documents.end()) documents.push_back(hit.document);
    return documents;
}

std::vector<CustomerId> subjects_of(db::Read& read, const std::vector<DocumentId>& documents) {
    std::set<CustomerId> subjects;
    for (const auto id : documents) {
        const auto known = facts(read, id).subjects;
        subjects.insert(known.begin(), known.end());
    }
    return {subjects.begin(), subjects.end()};
}

bool answers(lang::Analyser& analyser, const imaging::Word& word, const std::set<std::string>& wanted) {
    for (const auto& token : analyser.tokens(word.text.reveal()))
        for (const auto& form : token.forms)
            if (wanted.contains(form)) return true;
    return false;
}

/// Frames the words that answer and cuts the snippet around the first of them.
void mark(FoundPage& page, const std::vector<imaging::Word>& words, lang::Analyser& analyser,
          const std::set<std::string>& wanted) {
    std::size_t first = words.size();
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!answers(analyser, words[i], wanted)) continue;
        page.frames.push_back(words[i].box);
        first = std::min(first, i);
    }
    const std::size_t begin = first == words.size() ? 0 : first - std::min<std::size_t>(first, snippet_words / 3);
    std::string snippet;
    for (std::size_t i = begin; i < std::min(words.size(), begin + snippet_words); ++i)
        snippet += (snippet.empty() ? "" : " ") + words[i].text.reveal();
    page.snippet = PersonalText{snippet};
}

}  // namespace

Found search(const access::Desk& desk, const Shelves& shelves, const PersonalText& query, int limit) {
    lang::Analyser analyser;
    const auto terms = analyser.query(query.reveal());
    if (terms.empty()) throw Error{Fault::invalid, "search.empty", {}, "q"};
    const Answer answer = desk.database().read([&](db::Read& read) {
        const auto scopes = permitted(read, desk);
        Answer found = scopes.empty() ? Answer{} : find(read, terms, scopes, std::clamp(limit, 1, 200));
        found.subjects = subjects_of(read, documents_of(found.hits));
        return found;
    });
    const auto shown = desk.show(documents_of(answer.hits), query, answer.subjects);
    const auto lines = Archive{desk, shelves}.lines(shown);
    const auto wanted = wanted_forms(terms);
    Found found{answer.total, {}, shown.event()};
    for (const auto& hit : answer.hits) {
        const auto line = std::find_if(lines.begin(), lines.end(), [&](const Line& l) { return l.id == hit.document; });
        FoundPage page{hit, *line, 0, 0, {}, {}};
        desk.database().read([&](db::Read& read) {
            std::tie(page.width, page.height) = read.one<int, int>(
                "SELECT width, height FROM page WHERE document = :id AND number = :page", {{"id", hit.document}, {"page", hit.page}});
            mark(page, words_for(shelves, read, hit.document, hit.page), analyser, wanted);
        });
        found.pages.push_back(std::move(page));
    }
    return found;
}

}  // namespace arkki::archive
