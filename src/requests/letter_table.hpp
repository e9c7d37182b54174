#pragma once
#include <string_view>
#include <vector>

#include "lang/letter_names.hpp"

namespace arkki::requests {

/// Who puts a name under a kind of letter.
enum class Signing {
    contact,      ///< the contact person or the responsible person
    responsible,  ///< the responsible person and nobody else
    two_persons,  ///< the one who did it and a witness, by hand
    by_hand,      ///< on dotted lines of the paper
    nobody,
};
[[nodiscard]] std::string_view code(Signing signing) noexcept;

/// A kind of letter the house can write: its folder in templates/letters, who signs, and the names its template prints
/// (as `lang::LetterNames` reads them). A kind that a request is to be answered with needs its row here, its texts, and
/// its values in letter_fields.cpp.
struct LetterKind {
    std::string_view kind;
    Signing signing;
    std::string_view opening;  ///< the names of the head
    std::string_view own;      ///< the names of no other place
    std::string_view ending;   ///< remedies, signature, annexes
};

/// All kinds, those that answer a data subject first.
[[nodiscard]] const std::vector<LetterKind>& letter_table();

/// @throws Error{Fault::not_found, "letter.unknown_kind"}
[[nodiscard]] const LetterKind& letter_kind(std::string_view kind);

/// What every template must use, for `lang::LetterTexts`.
[[nodiscard]] lang::LetterDictionary letter_dictionary();

}  // namespace arkki::requests
