#pragma once
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "archive/archive.hpp"
#include "archive/asked.hpp"

namespace arkki::archive {

/// What somebody looks for.
struct Question {
    PersonalText typed;
    Filters filters = {};  ///< chosen beside the words; what is typed goes before them
    bool similar = false;  ///< pages with a similar spelling too, however many answer
    int limit = 20;        ///< pages to show, at most 200
    std::string after = {};  ///< Found::next of the slice before; anything else begins anew
};

/// One page that answers a query.
struct Hit {
    DocumentId document{0};
    int page;
    double score;          ///< higher is better; comparable within one answer only
    bool similar = false;  ///< by a similar spelling only
};

/// A hit with what a person wants to see of it. Made only after the ids were logged.
struct FoundPage {
    Hit hit;
    Line line;
    int width, height;
    std::vector<imaging::Box> frames;  ///< the words that answer, in pixels of the page image
    PersonalText snippet;              ///< at most 12 words around the first of them, blanks between
    std::vector<bool> answers;         ///< for each word of the snippet: whether it is one of them
};

struct Found {
    std::int64_t total = 0;         ///< pages that answer and may be seen, counted to most_counted
    std::int64_t similar = 0;       ///< pages beyond these by a similar spelling, counted to most_counted
    bool looked_for_similar = false;
    std::vector<FoundPage> pages;
    EventId event{0};  ///< the line in the log that names the documents shown
    std::string next;  ///< where the next slice begins; "" at the end
    Filters filters;   ///< those that held, typed or chosen
};

/// Beyond this many pages nobody counts, and the newest come first: ranking every page with a very common word would
/// take longer the larger the archive is, and say nothing.
inline constexpr std::int64_t most_counted = 1000;
/// With fewer pages than this, similar spellings are looked for without being asked.
inline constexpr std::int64_t few = 10;

/// Finds pages by their words, in Finnish inflected and inside compounds, among what this session may read.
///
/// The words typed are never query syntax of an engine. At most 20 words of 64 characters count. First pages where all
/// stand next to each other as typed, then pages with all of them, then those with a similar spelling; within each the
/// most telling first (bm25), or the newest where there are more than `most_counted`. The documents shown are in the
/// log, with the query, before a name or a snippet is loaded.
/// @throws Error{Fault::invalid, "search.empty"} with field "q"  if there is neither a word nor a filter
[[nodiscard]] Found search(const access::Desk& desk, const Shelves& shelves, const Question& question);
[[nodiscard]] Found search(const access::Desk& desk, const Shelves& shelves, const PersonalText& typed, int limit);

/// The words of a document's page that answer a question, in pixels of the page image.
[[nodiscard]] std::vector<imaging::Box> frames_on(const access::Grant<access::ReadDocument>& grant,
                                                  const access::Desk& desk, const Shelves& shelves, int page,
                                                  const PersonalText& typed);

}  // namespace arkki::archive
