#include "archive/search.hpp"

#include <algorithm>
#include <set>

#include "archive/scopes.hpp"
#include "archive/terms.hpp"
#include "lang/words.hpp"

namespace arkki::archive {
namespace {

constexpr std::size_t snippet_words = 12;

struct Match {
    Hit hit;
    int width, height;
};

struct Answer {
    std::int64_t total = 0;
    std::vector<Match> matches;
    std::vector<CustomerId> subjects;
};

Answer find(db::Read& read, const std::vector<lang::QueryTerm>& terms, const std::string& mine, int limit) {
    const bool sqlite = read.engine() == db::Engine::sqlite;
    const std::string from =
        sqlite ? " FROM page_index CROSS JOIN page_scope s ON s.page = page_index.rowid JOIN page p ON p.id = s.page"
                 " WHERE page_index MATCH :query"
               : " FROM page_text t JOIN page_scope s ON s.page = t.page JOIN page p ON p.id = s.page"
                 " WHERE t.vector @@ CAST(:query AS tsquery)";
    const std::string score =
        sqlite ? "-bm25(page_index)" : "CAST(ts_rank(t.vector, CAST(:query AS tsquery)) AS double precision)";
    const db::Parameters query{{"query", sqlite ? fts5_query(terms) : tsquery(terms)}};
    Answer answer;
    answer.total = read.one<std::int64_t>("SELECT count(*)" + from + " AND " + mine, query);
    for (const auto& [document, number, width, height, points] : read.rows<DocumentId, int, int, int, double>(
             "SELECT s.document, p.number, p.width, p.height, " + score + " AS points" + from + " AND " + mine +
                 " ORDER BY points DESC, s.page LIMIT " + std::to_string(limit),
             query))
        answer.matches.push_back({{document, number, points}, width, height});
    return answer;
}

std::vector<DocumentId> documents_of(const std::vector<Match>& matches) {
    std::vector<DocumentId> documents;
    for (const auto& match : matches)
        if (std::find(documents.begin(), documents.end(), match.hit.document) == documents.end())
            documents.push_back(match.hit.document);
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

/// Frames the words that answer and cuts the snippet around the first of them.
void mark(FoundPage& page, const std::vector<imaging::Word>& words, lang::Analyser& analyser,
          const std::set<std::string>& wanted) {
    const auto answering = words_with(analyser, words, wanted);
    for (const auto i : answering) page.frames.push_back(words[i].box);
    const std::size_t first = answering.empty() ? 0 : answering.front();
    const std::size_t begin = first - std::min(first, snippet_words / 3);
    std::string snippet;
    for (std::size_t i = begin; i < std::min(words.size(), begin + snippet_words); ++i)
        snippet += (snippet.empty() ? "" : " ") + words[i].text.reveal();
    page.snippet = PersonalText{snippet};
}

}  // namespace

Found search(const access::Desk& desk, const Shelves& shelves, const PersonalText& query, int limit) {
    lang::Analyser analyser;
    const auto terms = query_terms(analyser, query.reveal());
    if (terms.empty()) throw Error{Fault::invalid, "search.empty", {}, "q"};
    const Answer answer = desk.database().read([&](db::Read& read) {
        const auto mine = readable(read, desk, "s.document", "s.scope");
        Answer found = mine.empty() ? Answer{} : find(read, terms, mine, std::clamp(limit, 1, 200));
        found.subjects = subjects_of(read, documents_of(found.matches));
        return found;
    });
    const auto shown = desk.show(documents_of(answer.matches), loggable(query, terms), answer.subjects);
    const auto lines = Archive{desk, shelves}.lines(shown);
    const auto wanted = wanted_forms(terms);
    Found found{answer.total, {}, shown.event()};
    for (const auto& [hit, width, height] : answer.matches) {
        const DocumentId id = hit.document;
        const auto line = std::find_if(lines.begin(), lines.end(), [&](const Line& l) { return l.id == id; });
        FoundPage page{hit, *line, width, height, {}, {}};
        const int number = hit.page;
        const auto words = desk.database().read([&](db::Read& read) { return words_for(shelves, read, id, number); });
        mark(page, words, analyser, wanted);
        found.pages.push_back(std::move(page));
    }
    return found;
}

}  // namespace arkki::archive
