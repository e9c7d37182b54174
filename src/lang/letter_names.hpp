#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "lang/template_source.hpp"

namespace arkki::lang {

/// The names a letter's template must use, and may use no others: what the program has to say in this kind of letter.
///
/// Written as a list with blanks: `case.number` is printed, `paper?` asked by a section, `kept.rows[what until]` a list
/// with the fields of its rows. A text that may be absent is both: `party.reference? party.reference`.
class LetterNames {
public:
    /// @throws Error{Fault::corrupt, "template.bad"}  a bracket too many or too few
    explicit LetterNames(std::string_view list);

    /// Compares the tags of an assembled template with the list.
    /// @throws Error{Fault::corrupt, "template.bad"}  with the file and the line of a name that is not in the list, or
    ///         of the section (else the title) in which a name of the list is not used
    void check(const Assembled& assembled) const;

    /// Every name, rows as `kept.rows[].what`.
    [[nodiscard]] const std::set<std::string, std::less<>>& all() const noexcept { return names_; }

private:
    std::set<std::string, std::less<>> names_;
};

/// The names of each kind of letter, and under `footer` those of the foot of a page.
using LetterDictionary = std::map<std::string, LetterNames, std::less<>>;

}  // namespace arkki::lang
