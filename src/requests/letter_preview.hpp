#pragma once
#include <filesystem>
#include <string_view>

#include "base/bytes.hpp"
#include "lang/catalogue.hpp"
#include "lang/letter_texts.hpp"
#include "pdf/letter.hpp"
#include "pdf/resources.hpp"

namespace arkki::requests {

/// What a letter of artificial values is made with: neither a house nor its data.
struct PreviewParts {
    const lang::LetterTexts& texts;
    const lang::Catalogue& catalogue;
    pdf::Resources resources;
    std::filesystem::path hyphenation;  ///< folder of the patterns
    pdf::AddressWindow window{};
};

/// A letter of any kind with these values, laid out as the real one, checked against PDF/A and PDF/UA and never signed.
/// @param values  what the kind's template prints, such as its sample
/// @throws Error{Fault::not_found, "letter.unknown_kind"}
/// @throws Error{Fault::corrupt, "letter.not_conformant"}
/// @throws as lang::LetterTexts::markdown and pdf::compose
[[nodiscard]] Bytes letter_preview(const PreviewParts& parts, std::string_view kind, Language language,
                                   const lang::Value& values);

}  // namespace arkki::requests
