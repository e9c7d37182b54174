#include "archive/tiers.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "archive/engine_query.hpp"
#include "archive/vocabulary.hpp"

namespace arkki::archive {
namespace {

constexpr std::size_t most_similar = 60;

/// From the index (or, for filters alone, from first pages) to the rights and, if asked of, the document.
std::string from(db::Engine engine, const Tier& tier, const Ground& ground) {
    const std::string document = ground.needs_document ? " JOIN document d ON d.id = s.document" : "";
    if (tier.query.empty())
        return " FROM page_scope s" + document + " JOIN page p ON p.id = s.page WHERE p.dropped = 0 AND NOT EXISTS"
               " (SELECT 1 FROM page before WHERE before.document = p.document AND before.number < p.number"
               " AND before.dropped = 0) AND " +
               ground.conditions;
    if (engine == db::Engine::sqlite)
        return " FROM page_index CROSS JOIN page_scope s ON s.page = page_index.rowid" + document +
               " WHERE page_index MATCH :query AND " + ground.conditions;
    return " FROM page_text t JOIN page_scope s ON s.page = t.page" + document +
           " WHERE t.vector @@ CAST(:query AS tsquery) AND " + ground.conditions;
}

db::Parameters parameters(const Tier& tier, const Ground& ground) {
    auto all = ground.parameters;
    if (!tier.query.empty()) all.push_back({"query", tier.query});
    return all;
}

/// The engine's own order of pages, in which it hands them out without sorting.
std::string page_column(db::Engine engine, const Tier& tier) {
    return !tier.query.empty() && engine == db::Engine::sqlite ? "page_index.rowid" : "s.page";
}

/// Whole numbers: what is compared with the last page shown must be exactly what was shown.
std::string points(db::Engine engine) {
    return engine == db::Engine::sqlite ? "CAST(-1000000000.0 * bm25(page_index) AS INTEGER)"
                                        : "CAST(1000000000.0 * ts_rank(t.vector, CAST(:query AS tsquery)) AS bigint)";
}

std::vector<RankedPage> newest(db::Read& read, const Tier& tier, const Ground& ground, const std::optional<Mark>& after,
                               std::size_t limit) {
    const std::string page = page_column(read.engine(), tier);
    auto given = parameters(tier, ground);
    if (after) given.push_back({"after", after->page});
    std::vector<RankedPage> pages;
    for (const auto& [document, id] : read.rows<DocumentId, PageId>(
             "SELECT s.document, s.page" + from(read.engine(), tier, ground) + (after ? " AND " + page + " < :after" : "") +
                 " ORDER BY " + page + " DESC LIMIT " + std::to_string(limit),
             given))
        pages.push_back({{tier.number, {}, id, false}, document});
    return pages;
}

std::vector<RankedPage> best(db::Read& read, const Tier& tier, const Ground& ground, const std::optional<Mark>& after,
                             std::size_t limit) {
    auto given = parameters(tier, ground);
    if (after) {
        given.push_back({"points", *after->points});
        given.push_back({"after", after->page});
    }
    std::vector<RankedPage> pages;
    for (const auto& [document, id, points] : read.rows<DocumentId, PageId, std::int64_t>(
             "WITH ranked AS MATERIALIZED (SELECT s.document AS document, s.page AS page, " + points(read.engine()) +
                 " AS points" + from(read.engine(), tier, ground) + ") SELECT document, page, points FROM ranked" +
                 (after ? " WHERE points < :points OR (points = :points AND page < :after)" : "") +
                 " ORDER BY points DESC, page DESC LIMIT " + std::to_string(limit),
             given))
        pages.push_back({{tier.number, points, id, false}, document});
    return pages;
}

bool number_from(std::string_view text, std::int64_t& number) {
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    return fault == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string Mark::text() const {
    return std::to_string(tier) + (similar ? "s" : "w") + (points ? std::to_string(*points) : "n") + "p" +
           std::to_string(page.value());
}

std::optional<Mark> Mark::from(const std::string& text) {
    const auto page_at = text.find('p');
    if (page_at == std::string::npos || page_at < 3 || text[0] < '0' || text[0] > '2') return std::nullopt;
    if (text[1] != 's' && text[1] != 'w') return std::nullopt;
    const std::string_view points = std::string_view{text}.substr(2, page_at - 2);
    std::int64_t ranked = 0, page = 0;
    if (points != "n" && !number_from(points, ranked)) return std::nullopt;
    if (!number_from(std::string_view{text}.substr(page_at + 1), page) || page < 1) return std::nullopt;
    Mark mark{text[0] - '0', {}, PageId{page}, text[1] == 's'};
    if (points != "n") mark.points = ranked;
    return mark;
}

std::int64_t count_of(db::Read& read, const Tier& tier, const Ground& ground, std::int64_t most) {
    return read.one<std::int64_t>("SELECT count(*) FROM (SELECT 1" + from(read.engine(), tier, ground) + " LIMIT " +
                                      std::to_string(most) + ") AS counted",
                                  parameters(tier, ground));
}

std::vector<RankedPage> slice_of(db::Read& read, const Tier& tier, const Ground& ground, bool newest_first,
                                 const std::optional<Mark>& after, std::size_t limit) {
    return newest_first || tier.query.empty() ? newest(read, tier, ground, after, limit)
                                              : best(read, tier, ground, after, limit);
}

std::vector<Tier> tiers_of(db::Engine engine, const Asked& asked, const std::vector<lang::QueryTerm>& widened) {
    if (asked.terms.empty()) return {{1, ""}};
    const EngineQuery query{engine};
    const std::string excluded = asked.excluded.empty() ? "" : query.any_of(asked.excluded);
    const std::string words = query.all_of(asked.terms);
    std::vector<Tier> tiers;
    std::string phrase;
    if (asked.terms.size() > 1) {
        phrase = query.all_of({one_phrase(asked.terms)});
        tiers.push_back({0, query.but_not(phrase, excluded)});
    }
    tiers.push_back({1, query.but_not(query.but_not(words, phrase), excluded)});
    if (!widened.empty())
        tiers.push_back({2, query.but_not(query.but_not(query.all_of(widened), words), excluded)});
    return tiers;
}

std::vector<lang::QueryTerm> widened(db::Read& read, const std::vector<lang::QueryTerm>& terms) {
    auto wide = terms;
    std::size_t left = most_similar;
    for (auto& term : wide)
        for (auto& word : term.words) {
            if (left == 0) return wide;
            const auto similar = similar_words(read, word.forms.front(), left);
            left -= std::min(left, similar.size());
            word.forms.insert(word.forms.end(), similar.begin(), similar.end());
        }
    return wide;
}

}  // namespace arkki::archive
