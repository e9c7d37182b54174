#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/document.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "lang/words.hpp"

namespace arkki::archive {

/// What narrows a search to some documents, chosen in a form or typed as `type:order`.
struct Filters {
    std::optional<Series> series;
    std::string place;      ///< code of a place or unit: it and all that stands in it
    PersonalText customer;  ///< number or beginnings of the name, as the register looks them up
    std::optional<Day> from, to;  ///< received on these days or between
    std::optional<bool> confirmed;
    friend bool operator==(const Filters&, const Filters&) = default;
    [[nodiscard]] bool empty() const { return *this == Filters{}; }
};

/// The words for fields and their values, in every language people type them in, in lower case. They come out of the
/// message catalogues.
struct FieldWords {
    enum class Field { series, place, customer, from, to, state, name };
    std::map<std::string, Field> fields;
    std::map<std::string, Series> series;  ///< `tilaus`, `beställning`, `order`
    std::map<std::string, bool> states;    ///< `arkistoitu`: confirmed or not
};

/// What was typed, understood. Nothing of it is syntax of an engine.
struct Asked {
    std::vector<lang::QueryTerm> terms;     ///< all must be there: at most 20 words
    std::vector<lang::QueryTerm> excluded;  ///< none may be: `-word`, `-"two words"`
    Filters filters;
    bool names = false;  ///< `name:` was typed: similar spellings are looked for at once
    [[nodiscard]] bool empty() const { return terms.empty() && filters.empty(); }
};

/// Understands `"a phrase"`, `-excluded`, `field:value` and `field:"two words"`; what is none of these is words. A field
/// or value that does not exist is words too: nothing that is typed is an error. If there is nothing but exclusions,
/// they are what is asked for.
[[nodiscard]] Asked understood(lang::Analyser& analyser, std::string_view typed, const FieldWords& words);

/// The query as the log keeps it: as typed, or if the log cannot keep that, the words that were searched for.
[[nodiscard]] PersonalText loggable(const PersonalText& typed, const Asked& asked);

}  // namespace arkki::archive
