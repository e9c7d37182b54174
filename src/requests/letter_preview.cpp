#include "requests/letter_preview.hpp"

#include "base/error.hpp"
#include "lang/hyphenation.hpp"
#include "lang/text.hpp"
#include "pdf/conformance.hpp"
#include "pdf/letter.hpp"
#include "requests/letter_table.hpp"

namespace arkki::requests {
namespace {

/// A text as it is printed.
std::string text_of(const lang::Value& values, std::string_view name) {
    const auto* const value = values.find(name);
    return value != nullptr && value->text() != nullptr ? lang::clean_text(*value->text()) : std::string{};
}

/// Who signs with a key, each under the name the template prints first in the signature block.
std::vector<pdf::SignaturePlace> places_of(const lang::Catalogue& catalogue, Language language, Signing signing,
                                           const lang::Value& values) {
    std::vector<pdf::SignaturePlace> places;
    const auto add = [&](const std::string& line, const std::string& name) {
        places.push_back({line, catalogue.text(language, "letter.signature_label", {{"name", name}})});
    };
    if (signing == Signing::contact || signing == Signing::responsible)
        add(text_of(values, "signer.name") + ", " + text_of(values, "signer.title"), text_of(values, "signer.name"));
    if (signing == Signing::two_persons)
        for (const auto* person : {"destruction.executor", "destruction.witness"})
            add(text_of(values, person), text_of(values, person));
    return places;
}

}  // namespace

Bytes letter_preview(const PreviewParts& parts, std::string_view kind, Language language, const lang::Value& values) {
    const auto& row = letter_kind(kind);
    lang::Hyphenator hyphenator{language, parts.hyphenation};
    pdf::LetterSheet sheet;
    sheet.language = language;
    sheet.title =
        parts.catalogue.text(language, "letter.title." + std::string{kind}) + " " + text_of(values, "letter.id");
    sheet.author = text_of(values, "controller.name");
    sheet.date = day_from_iso("2026-03-05");  // of the samples: a preview made twice is the same file
    sheet.body = parts.texts.markdown(kind, language, values);
    sheet.footer = [&](int page, int count) { return parts.texts.footer(language, values, page, count); };
    sheet.embedded_json = R"({"format":"arkki-letter","version":1,"preview":true})";
    sheet.signatures = places_of(parts.catalogue, language, row.signing, values);
    sheet.window = parts.window;
    sheet.hyphenate = [&](const std::string& text) { return hyphenator(text); };
    Bytes letter = pdf::compose(sheet, parts.resources);
    for (const auto& problem : pdf::conformance_problems(letter))
        if (!problem.starts_with("text: ")) throw Error{Fault::corrupt, "letter.not_conformant", problem};
    return letter;
}

}  // namespace arkki::requests
