#pragma once
#include <optional>
#include <string>
#include <vector>

#include "archive/asked.hpp"
#include "base/ids.hpp"
#include "db/database.hpp"

namespace arkki::archive {

/// Where the hits of a search may come from: rights and filters as conditions on `s.document`, `s.scope` and `d`.
struct Ground {
    std::string conditions;
    db::Parameters parameters;
    bool needs_document = false;  ///< the conditions speak of the row `d` of `document`
};

/// One of the ways in which pages answer; none finds what an earlier one does.
struct Tier {
    int number;         ///< 0 the words as a phrase, 1 all of them, 2 with a similar spelling
    std::string query;  ///< for the engine; "" for filters alone
};

/// A place in the answers: behind this page of this tier.
struct Mark {
    int tier = 0;
    std::optional<std::int64_t> points;  ///< nothing where the newest come first
    PageId page{0};
    bool similar = false;  ///< whether similar spellings were looked for

    [[nodiscard]] std::string text() const;
    [[nodiscard]] static std::optional<Mark> from(const std::string& text);
};

struct RankedPage {
    Mark mark;
    DocumentId document{0};
};

/// How many pages answer, up to `most`.
[[nodiscard]] std::int64_t count_of(db::Read& read, const Tier& tier, const Ground& ground, std::int64_t most);

/// The next pages of a tier, best first or newest first.
/// @param after  the page before them, nothing at the tier's beginning
[[nodiscard]] std::vector<RankedPage> slice_of(db::Read& read, const Tier& tier, const Ground& ground, bool newest_first,
                                               const std::optional<Mark>& after, std::size_t limit);

/// The phrase, the words and their similar spellings, as far as they differ.
[[nodiscard]] std::vector<Tier> tiers_of(db::Engine engine, const Asked& asked,
                                         const std::vector<lang::QueryTerm>& widened);

/// The terms with the similar words of the vocabulary among the forms of each word, at most 60 in all.
[[nodiscard]] std::vector<lang::QueryTerm> widened(db::Read& read, const std::vector<lang::QueryTerm>& terms);

}  // namespace arkki::archive
