#pragma once
#include <array>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "imaging/form_template.hpp"
#include "imaging/page.hpp"

namespace arkki::imaging {

/// What came of laying a page onto its template.
enum class FormOutcome {
    read = 0,         ///< fields were read
    unknown_form = 1, ///< a code of ours, but no template of this form, language and version
    no_marks = 2,     ///< fewer than three of the four corner squares were found
    bad_fit = 3       ///< the marks do not stand as on our sheets: creased, scaled in one direction, another form
};
[[nodiscard]] std::string_view code(FormOutcome outcome) noexcept;

/// From template space to pixels of the upright page: x' = a x - b y + dx, y' = b x + a y + dy.
struct Similarity {
    double a{1}, b{}, dx{}, dy{};
    friend bool operator==(const Similarity&, const Similarity&) = default;
};

/// One field as it was read. Of a check box and a signature only the ink counts.
struct FieldRead {
    std::string name;
    FieldKind kind{};
    Box box;             ///< in pixels of the upright page
    PersonalText value;  ///< UTF-8 on one line, blocks with line feeds; empty: nothing written there
    float confidence{};  ///< 0 to 100; 0 of an empty field
    float ink{};         ///< share of dark pixels, 0 to 1
    friend bool operator==(const FieldRead&, const FieldRead&) = default;
};

/// A page of a known form.
struct FormRead {
    FormName name;
    FormOutcome outcome{};
    int marks{};         ///< of the four corner squares
    float residual{};    ///< pixels of template space the worst mark is off
    Similarity to_page;  ///< good for `read` and `unknown_form` with three marks or more
    std::vector<FieldRead> fields;
    friend bool operator==(const FormRead&, const FormRead&) = default;
};

[[nodiscard]] Bytes pack(const FormRead& form);
/// What a child says of a page of this size: every box inside the page, every number in its range.
/// @throws BadBytes
[[nodiscard]] FormRead checked_fields(ByteView bytes, int width, int height);
/// What we stored ourselves.
/// @throws Error{Fault::corrupt, "fields.bad"}
[[nodiscard]] FormRead unpack_fields(ByteView bytes);

}  // namespace arkki::imaging
