#include "archive/search.hpp"

#include <algorithm>

#include "archive/engine_query.hpp"
#include "archive/page_index.hpp"
#include "archive/scopes.hpp"
#include "archive/search_ground.hpp"
#include "archive/terms.hpp"
#include "archive/tiers.hpp"

namespace arkki::archive {
namespace {

constexpr std::size_t snippet_words = 12;
constexpr int most_shown = 200;

/// What the database says before anything is shown.
struct Answer {
    std::int64_t total = 0, similar = 0;
    bool looked_for_similar = false, more = false;
    std::vector<RankedPage> pages;
    std::vector<lang::QueryTerm> widened;
    std::vector<CustomerId> subjects;
};

/// The tiers one after the other, until enough pages are there.
void take_pages(db::Read& read, const std::vector<Tier>& tiers, const Ground& ground, const std::optional<Mark>& after,
                std::size_t limit, Answer& answer) {
    for (const auto& tier : tiers) {
        if (after && tier.number < after->tier) continue;
        const bool goes_on = after && tier.number == after->tier;
        const bool newest_first =
            goes_on ? !after->points : count_of(read, tier, ground, most_counted + 1) > most_counted;
        const auto left = limit + 1 - answer.pages.size();
        const auto slice = slice_of(read, tier, ground, newest_first, goes_on ? after : std::nullopt, left);
        answer.pages.insert(answer.pages.end(), slice.begin(), slice.end());
        answer.more = answer.pages.size() > limit;
        if (answer.more) break;
    }
    if (answer.more) answer.pages.pop_back();
    for (auto& page : answer.pages) page.mark.similar = answer.looked_for_similar;
}

std::int64_t count(db::Read& read, const std::vector<Tier>& tiers, const Ground& ground) {
    std::int64_t total = 0;
    for (const auto& tier : tiers)
        if (total <= most_counted) total += count_of(read, tier, ground, most_counted + 1 - total);
    return total;
}

Answer find(db::Read& read, const Asked& asked, const Ground& ground, const Question& question) {
    Answer answer;
    const auto after = Mark::from(question.after);
    auto tiers = tiers_of(read.engine(), asked, {});
    if (!after) answer.total = count(read, tiers, ground);
    answer.looked_for_similar =
        !asked.terms.empty() &&
        (question.similar || asked.names || (after ? after->similar : answer.total < few));
    if (answer.looked_for_similar) {
        answer.widened = widened(read, asked.terms);
        tiers = tiers_of(read.engine(), asked, answer.widened);
        if (!after) answer.similar = count(read, {tiers.back()}, ground);
    }
    take_pages(read, tiers, ground, after, static_cast<std::size_t>(std::clamp(question.limit, 1, most_shown)), answer);
    return answer;
}

std::vector<DocumentId> documents_of(const std::vector<RankedPage>& pages) {
    std::vector<DocumentId> documents;
    for (const auto& page : pages)
        if (std::find(documents.begin(), documents.end(), page.document) == documents.end())
            documents.push_back(page.document);
    return documents;
}

std::vector<CustomerId> subjects_of(db::Read& read, const std::vector<DocumentId>& documents) {
    if (documents.empty()) return {};
    std::string ids;
    for (const auto id : documents) ids += (ids.empty() ? "" : ",") + std::to_string(id.value());
    return read.rows<CustomerId>("SELECT DISTINCT customer FROM document WHERE customer IS NOT NULL AND id IN (" + ids +
                                 ") ORDER BY customer");
}

/// Frames the words that answer and cuts the snippet around the first of them.
void mark(FoundPage& page, const std::vector<imaging::Word>& words, const std::string& groups,
          const std::vector<lang::QueryTerm>& terms) {
    const auto answers = words_at(words, answering(forms_by_place(groups), terms));
    for (const auto i : answers) page.frames.push_back(words[i].box);
    const std::size_t first = answers.empty() ? 0 : answers.front();
    const std::size_t begin = first - std::min(first, snippet_words / 3);
    std::string snippet;
    for (std::size_t i = begin; i < std::min(words.size(), begin + snippet_words); ++i) {
        snippet += (snippet.empty() ? "" : " ") + words[i].text.reveal();
        page.answers.push_back(std::binary_search(answers.begin(), answers.end(), i));
    }
    page.snippet = PersonalText{snippet};
}

/// What the page's words are found by; made now for a page that an older version indexed without places.
std::string groups_of(db::Read& read, const Shelves& shelves, PageId page, const std::vector<imaging::Word>& words) {
    auto text = indexed_text(read, page);
    return text.analyser.empty() ? terms_of(*shelves.analysers->lend(), joined_text(words)) : text.groups;
}

FoundPage shown(const access::Desk& desk, const Shelves& shelves, const RankedPage& ranked, const Line& line,
                const std::vector<lang::QueryTerm>& terms) {
    return desk.database().read([&](db::Read& read) {
        const auto [number, width, height, failure] = read.one<int, int, int, std::string>(
            "SELECT number, width, height, failure FROM page WHERE id = :id", {{"id", ranked.mark.page}});
        const double score = static_cast<double>(ranked.mark.points.value_or(0)) / 1e9;
        FoundPage page{{ranked.document, number, score, ranked.mark.tier == 2}, line, width, height, {}, {}, {}};
        if (!failure.empty()) return page;
        const auto words = words_for(shelves, read, ranked.document, number);
        mark(page, words, groups_of(read, shelves, ranked.mark.page, words), terms);
        return page;
    });
}

}  // namespace

Found search(const access::Desk& desk, const Shelves& shelves, const Question& question) {
    const Asked asked = with_chosen(
        understood(*shelves.analysers->lend(), question.typed.reveal(), *shelves.field_words), question.filters);
    if (asked.empty()) throw Error{Fault::invalid, "search.empty", {}, "q"};
    const auto customers = customers_meant(desk, asked.filters);
    const Answer answer = desk.database().read([&](db::Read& read) {
        const auto ground = ground_of(read, desk, asked.filters, customers);
        Answer made = ground ? find(read, asked, *ground, question) : Answer{};
        made.subjects = subjects_of(read, documents_of(made.pages));
        return made;
    });
    const auto ids = desk.show(documents_of(answer.pages), loggable(question.typed, asked), answer.subjects);
    const auto lines = Archive{desk, shelves}.lines(ids);
    Found found{answer.total, answer.similar, answer.looked_for_similar, {}, ids.event(), {}, asked.filters};
    for (const auto& page : answer.pages) {
        const auto line = std::find_if(lines.begin(), lines.end(), [&](const Line& l) { return l.id == page.document; });
        found.pages.push_back(shown(desk, shelves, page, *line, page.mark.tier == 2 ? answer.widened : asked.terms));
    }
    if (answer.more) found.next = answer.pages.back().mark.text();
    return found;
}

Found search(const access::Desk& desk, const Shelves& shelves, const PersonalText& typed, int limit) {
    return search(desk, shelves, Question{.typed = typed, .limit = limit});
}

std::vector<imaging::Box> frames_on(const access::Grant<access::ReadDocument>& grant, const access::Desk& desk,
                                    const Shelves& shelves, int page, const PersonalText& typed) {
    const Asked asked = understood(*shelves.analysers->lend(), typed.reveal(), *shelves.field_words);
    if (asked.terms.empty()) return {};
    return desk.database().read([&](db::Read& read) -> std::vector<imaging::Box> {
        const auto id = read.row<PageId>(
            "SELECT id FROM page WHERE document = :document AND number = :number AND failure = ''",
            {{"document", grant.object()}, {"number", page}});
        if (!id) return {};
        const auto words = words_for(shelves, read, grant.object(), page);
        const std::string groups = groups_of(read, shelves, *id, words);
        const auto places = forms_by_place(groups);
        auto answers = words_at(words, answering(places, asked.terms));
        if (answers.empty()) answers = words_at(words, answering(places, widened(read, asked.terms)));
        std::vector<imaging::Box> frames;
        for (const auto i : answers) frames.push_back(words[i].box);
        return frames;
    });
}

}  // namespace arkki::archive
