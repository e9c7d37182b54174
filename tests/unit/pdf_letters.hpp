// Letters as `lang` hands them to the layout, with plainly artificial values.
#pragma once
#include <filesystem>
#include <string>

#include "base/text.hpp"
#include "pdf/letter.hpp"

namespace arkki::pdf_test {

inline pdf::Resources resources() {
    pdf::Resources found;
    found.font_settings = std::filesystem::path{ARKKI_SOURCE_DIR} / "config/fonts.conf";
    return found;
}

/// The words of a language that a letter needs.
struct Words {
    std::string case_label, title, intro, decision, decision_text, items, item, supplement, contact, remedies,
        remedies_text, authority, court, role, note, annexes, annex, footer;
};
const Words& words_of(Language language);

/// A refusal certificate with `items` refused items.
std::string refusal(Language language, int items = 1);
/// An access reply with a table of `rows` rows, each value `value`.
std::string access_reply(int rows, const std::string& value);

pdf::LetterSheet sheet(Language language, const std::string& body);

/// Breaks the few long words of the samples; the real hyphenator is the business of `lang`.
std::string hyphenate(const std::string& text);

}  // namespace arkki::pdf_test
