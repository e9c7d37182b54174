#pragma once
#include <string>
#include <vector>

#include "access/desk.hpp"
#include "archive/archive.hpp"

namespace arkki::archive {

/// One page that answers a query.
struct Hit {
    DocumentId document{0};
    int page;
    double score;  ///< higher is better; comparable within one answer only
};

/// A hit with what a person wants to see of it. Made only after the ids were logged.
struct FoundPage {
    Hit hit;
    Line line;
    int width, height;
    std::vector<imaging::Box> frames;  ///< the words that answer, in pixels of the page image
    PersonalText snippet;              ///< at most 12 words around the first of them
};

struct Found {
    std::int64_t total;  ///< pages that answer and may be seen
    std::vector<FoundPage> pages;
    EventId event{0};  ///< the line in the log that names the documents shown
};

/// Finds pages by their words, in Finnish inflected and inside compounds, among what this session may read.
///
/// The words typed are never query syntax. At most 20 words of 64 characters count. The documents shown are in the log,
/// with the query, before a name or a snippet is loaded.
/// @param limit  pages to show, at most 200
/// @throws Error{Fault::invalid, "search.empty"} with field "q"
[[nodiscard]] Found search(const access::Desk& desk, const Shelves& shelves, const PersonalText& query, int limit);

}  // namespace arkki::archive
