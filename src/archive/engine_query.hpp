#pragma once
#include <string>
#include <vector>

#include "db/database.hpp"
#include "lang/words.hpp"

namespace arkki::archive {

/// A query in the language of one engine's full-text index, made of quoted forms only: what was typed cannot leave its
/// quotes.
class EngineQuery {
public:
    explicit EngineQuery(db::Engine engine) : engine_{engine} {}

    /// Every term: its words next to each other, each by any of its forms. At least one term.
    [[nodiscard]] std::string all_of(const std::vector<lang::QueryTerm>& terms) const;
    /// At least one of the terms.
    [[nodiscard]] std::string any_of(const std::vector<lang::QueryTerm>& terms) const;
    /// What `wanted` finds and `unwanted` does not; `unwanted` may be empty.
    [[nodiscard]] std::string but_not(const std::string& wanted, const std::string& unwanted) const;

private:
    [[nodiscard]] std::string term(const lang::QueryTerm& term) const;
    db::Engine engine_;
};

/// All words of all terms next to each other, in the order they were typed: one term.
[[nodiscard]] lang::QueryTerm one_phrase(const std::vector<lang::QueryTerm>& terms);

/// The places of a page's groups (forms_by_place) where a term is answered, rising.
[[nodiscard]] std::vector<std::size_t> answering(const std::vector<std::vector<std::string_view>>& places,
                                                 const std::vector<lang::QueryTerm>& terms);

}  // namespace arkki::archive
