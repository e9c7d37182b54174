#include "pdf/letter.hpp"

#include "pdf/archival.hpp"
#include "pdf/characters.hpp"
#include "pdf/letter_markdown.hpp"
#include "pdf/pages.hpp"
#include "pdf/running.hpp"
#include "pdf/strips.hpp"
#include "pdf/typeset.hpp"

namespace arkki::pdf {

std::string signature_field_name(std::size_t index) { return "Signature" + std::to_string(index + 1); }

Bytes compose(const LetterSheet& sheet, const Resources& resources) {
    refuse_bad_characters(sheet.title + sheet.author + sheet.embedded_json);
    for (const auto& signature : sheet.signatures) refuse_bad_characters(signature.label);
    const auto blocks = blocks_of(sheet.body);
    const TypeCase type{resources.font_settings, sheet.language, sheet.hyphenate};
    const auto head = head_strips(blocks, type, sheet.window);
    const auto body = body_strips(blocks, type, sheet);
    const auto pages = plan_pages(head, body, sheet.window);
    return make_archival(typeset(pages, sheet.date), draw_running(pages, sheet, type), sheet,
                         signature_areas(pages, sheet.signatures.size()), resources);
}

}  // namespace arkki::pdf
