#include "imaging/reader/fields.hpp"

#include <tesseract/ocrclass.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/text.hpp"
#include "imaging/reader/scan_file.hpp"

namespace arkki::imaging {
namespace {

constexpr int ink_threshold = 160;   ///< of boxes and signatures
constexpr int text_threshold = 150;
constexpr int inset = 3;             ///< pixels, off the frame's line
constexpr double tick_margin = 0.22; ///< of each side: the inner 56 % count
constexpr int rule_length = 150;     ///< pixels; no letter is so long
constexpr int least_ink = 120;       ///< pixels, below which nothing is written
// On a busy machine a wall clock would leave fields unread: the limit of all together is CPU time.
constexpr int field_limit = 20'000;  ///< milliseconds
constexpr std::clock_t all_fields_limit = 25 * CLOCKS_PER_SEC;

PixPtr clip(Pix* pix, const Box& box) {
    ::Box* area = boxCreate(box.x, box.y, box.width, box.height);
    auto part = own(pixClipRectangle(pix, area, nullptr));
    boxDestroy(&area);
    return part;
}

int pixels_in(Pix* binary) {
    int count = 0;
    if (binary != nullptr) pixCountPixels(binary, &count, nullptr);
    return count;
}

/// Long straight lines, level and upright, a little thickened: what is left of the frame, or the line to write on.
PixPtr rules_in(Pix* binary) {
    const int tall = std::max(60, pixGetHeight(binary) * 85 / 100);
    auto level = own(pixOpenBrick(nullptr, binary, rule_length, 1));
    const auto upright = own(pixOpenBrick(nullptr, binary, 1, tall));
    if (!level || !upright) return nullptr;
    pixOr(level.get(), level.get(), upright.get());
    return own(pixDilateBrick(nullptr, level.get(), 7, 5));
}

/// The writing without the rules; where a stroke crossed a rule it is closed again.
PixPtr writing_in(Pix* binary, Pix* rules) {
    auto text = own(pixSubtract(nullptr, binary, rules));
    const auto closed = text ? own(pixCloseBrick(nullptr, text.get(), 1, 6)) : nullptr;
    const auto crossings = closed ? own(pixAnd(nullptr, closed.get(), rules)) : nullptr;
    if (!crossings) return nullptr;
    pixOr(text.get(), text.get(), crossings.get());
    return own(pixSelectBySize(text.get(), 4, 4, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, nullptr));
}

/// The grey field with its rules painted over, cut to the writing, with white around.
PixPtr line_to_read(Pix* grey, Pix* rules, Pix* writing) {
    const auto near_writing = own(pixDilateBrick(nullptr, writing, 3, 3));
    const auto to_paint = near_writing ? own(pixSubtract(nullptr, rules, near_writing.get())) : nullptr;
    if (!to_paint) return nullptr;
    pixSetMasked(grey, to_paint.get(), 255);
    ::Box* around = nullptr;
    pixClipToForeground(writing, nullptr, &around);
    if (around == nullptr) return nullptr;
    int x = 0, y = 0, width = 0, height = 0;
    boxGetGeometry(around, &x, &y, &width, &height);
    boxDestroy(&around);
    const auto cut = clip(grey, {std::max(0, x - 14), std::max(0, y - 10), width + 28, height + 20});
    return cut ? own(pixAddBorderGeneral(cut.get(), 12, 12, 12, 12, 255)) : nullptr;
}

const char* letters_of(FieldKind kind) {
    switch (kind) {
        case FieldKind::phone:
            return "0123456789+-() ";
        case FieldKind::date:
            return "0123456789.-/ ";
        case FieldKind::number:
            return "0123456789.,- ";
        case FieldKind::email:
        case FieldKind::web:
            return "abcdefghijklmnopqrstuvwxyz0123456789.-_@";
        default:
            return "";
    }
}

/// On one line, or on several of a block; nothing that is no clean text.
std::string tidy(std::string_view text, bool several_lines) {
    std::string value;
    for (const char letter : trimmed(text)) {
        if (letter == '\n' && several_lines)
            value += letter;
        else
            value += static_cast<unsigned char>(letter) < 0x20 ? ' ' : letter;
    }
    return value.size() <= limits::field_value_bytes && is_clean_utf8(value) ? value : std::string{};
}

}  // namespace

FieldReader::FieldReader(Engines& engines, Language language, Pix* page)
    : engines_{engines},
      language_{language},
      page_{page},
      binary_{own(pixThresholdToBinary(page, ink_threshold))},
      give_up_{std::clock() + all_fields_limit} {
    if (!binary_) throw Refused{Refusal::out_of_memory};
}

FieldRead FieldReader::read(const FormField& field) {
    if (field.kind != FieldKind::check && field.kind != FieldKind::signature) return read_text(field);
    FieldRead read{field.name, field.kind, field.box, {}, 0, 0};
    read.ink = field.kind == FieldKind::check ? tick_ink(field.box) : signature_ink(field.box);
    return read;
}

float FieldReader::tick_ink(const Box& box) const {
    const int x = static_cast<int>(box.width * tick_margin), y = static_cast<int>(box.height * tick_margin);
    const auto inner = clip(binary_.get(), {box.x + x, box.y + y, box.width - 2 * x, box.height - 2 * y});
    if (!inner) return 0;
    return static_cast<float>(pixels_in(inner.get())) /
           static_cast<float>(pixGetWidth(inner.get()) * pixGetHeight(inner.get()));
}

float FieldReader::signature_ink(const Box& box) const {
    const auto area = clip(binary_.get(), box);
    const auto rules = area ? rules_in(area.get()) : nullptr;
    const auto writing = rules ? own(pixSubtract(nullptr, area.get(), rules.get())) : nullptr;
    if (!writing) return 0;
    const auto strokes = own(pixSelectBySize(writing.get(), 10, 10, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, nullptr));
    return static_cast<float>(pixels_in(strokes.get())) / static_cast<float>(box.width * box.height);
}

FieldRead FieldReader::read_text(const FormField& field) {
    FieldRead read{field.name, field.kind, field.box, {}, 0, 0};
    Box inner = field.box;
    if (inner.width > 4 * inset && inner.height > 4 * inset)
        inner = {inner.x + inset, inner.y + inset, inner.width - 2 * inset, inner.height - 2 * inset};
    const auto grey = clip(page_, inner);
    const auto binary = grey ? own(pixThresholdToBinary(grey.get(), text_threshold)) : nullptr;
    const auto rules = binary ? rules_in(binary.get()) : nullptr;
    const auto writing = rules ? writing_in(binary.get(), rules.get()) : nullptr;
    const int ink = pixels_in(writing.get());
    if (ink < least_ink) return read;
    read.ink = static_cast<float>(ink) / static_cast<float>(inner.width * inner.height);
    if (std::clock() > give_up_) return read;
    if (const auto line = line_to_read(grey.get(), rules.get(), writing.get())) recognise(line.get(), read);
    return read;
}

tesseract::TessBaseAPI& FieldReader::engine_for(FieldKind kind) {
    if (*letters_of(kind) != '\0') return engines_.english();
    switch (language_) {
        case Language::fi:
            return engines_.text();
        case Language::sv:
            return engines_.swedish_and_english();
        case Language::en:
            break;
    }
    return engines_.english();
}

void FieldReader::recognise(Pix* line, FieldRead& into) {
    auto& engine = engine_for(into.kind);
    const auto mode = engine.GetPageSegMode();
    const bool block = into.kind == FieldKind::block;
    engine.SetPageSegMode(block ? tesseract::PSM_SINGLE_BLOCK : tesseract::PSM_SINGLE_LINE);
    engine.SetVariable("tessedit_char_whitelist", letters_of(into.kind));
    engine.SetImage(line);
    engine.SetSourceResolution(300);
    tesseract::ETEXT_DESC monitor;
    monitor.set_deadline_msecs(field_limit);
    if (engine.Recognize(&monitor) == 0) {
        const std::unique_ptr<char[]> text{engine.GetUTF8Text()};
        into.value = PersonalText{tidy(text ? text.get() : "", block)};
        if (!into.value.empty()) into.confidence = static_cast<float>(std::clamp(engine.MeanTextConf(), 0, 100));
    }
    engine.SetVariable("tessedit_char_whitelist", "");
    engine.SetPageSegMode(mode);
    engine.Clear();
}

}  // namespace arkki::imaging
