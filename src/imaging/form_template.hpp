#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "imaging/page.hpp"

namespace arkki::imaging {

/// What stands in a field: it chooses languages and letters of the recognition and the check of the value.
enum class FieldKind { text, name, phone, email, web, date, number, block, check, signature };
[[nodiscard]] std::string_view code(FieldKind kind) noexcept;
/// @throws Error{Fault::invalid, "form.bad_kind", field "kind"}
[[nodiscard]] FieldKind field_kind_from(std::string_view code);

/// One field of a form, in template space: pixels of an A4 page at 300 dpi, 2480 x 3508.
struct FormField {
    std::string name;  ///< `[a-z][a-z0-9_]*`, at most 40 bytes, once in a form
    FieldKind kind{};
    Box box;  ///< inside of the frame or above the line; of a check box its frame
    friend bool operator==(const FormField&, const FormField&) = default;
};

/// Which form a page is: what its QR code says, `ARKKI:F:<code>:<language>:<version>`.
struct FormName {
    std::string code;  ///< `[a-z][a-z0-9-]*`, at most 24 bytes
    Language language{};
    int version{};  ///< of the printed sheet, from 1
    friend bool operator==(const FormName&, const FormName&) = default;
};
/// The text of the QR code.
[[nodiscard]] std::string text_of(const FormName& name);
/// What a QR code says; nothing if it is no form of ours.
[[nodiscard]] std::optional<FormName> form_named(std::string_view code_text);

/// Where a form's fields are.
struct FormTemplate {
    FormName name;
    std::vector<FormField> fields;
    friend bool operator==(const FormTemplate&, const FormTemplate&) = default;
};

/// Template space, and our marks in it: filled squares of 5 mm whose centres stand 10.5 mm from the edges.
namespace form_sheet {
inline constexpr int width = 2480, height = 3508;
inline constexpr double dots_per_mm = 300 / 25.4;
inline constexpr double page_width = 210, page_height = 297;  ///< mm
inline constexpr double mark_side = 5, mark_centre = 10.5;    ///< mm
}  // namespace form_sheet

namespace limits {
inline constexpr std::size_t forms = 500;
inline constexpr std::size_t form_fields = 120;
inline constexpr int form_version = 9'999;
inline constexpr int least_field_side = 12;  ///< pixels
inline constexpr std::size_t field_name_bytes = 40;
inline constexpr std::size_t field_value_bytes = 2'000;
}  // namespace limits

/// @throws Error{Fault::invalid, "form.bad_code" | "form.bad_version" | "form.bad_field" | "form.bad_box" |
///         "form.too_many_fields" | "form.same_field"}
void check(const FormTemplate& form);

/// The templates as they go to the reader (docs/formats.md, "Form templates").
/// @throws as `check`, and Error{Fault::invalid, "form.too_many"}
[[nodiscard]] Bytes pack(const std::vector<FormTemplate>& forms);
/// @throws BadBytes  also for what `check` refuses
[[nodiscard]] std::vector<FormTemplate> unpack_forms(ByteView bytes);

}  // namespace arkki::imaging
