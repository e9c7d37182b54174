#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "imaging/form_template.hpp"

namespace arkki::archive {

/// A field as a person drew it.
struct DrawnField {
    imaging::FormField field;
    std::string label;  ///< what people call it; its name if empty
};

/// A form whose fields a person drew over a blank sheet.
struct DrawnForm {
    imaging::FormName name;
    std::string title;
    std::vector<DrawnField> fields;
};

/// A definition as it is stored (docs/formats.md, "Form templates").
[[nodiscard]] std::string definition_of(const DrawnForm& form);
/// Reads the fields of a definition; believes nothing of it.
/// @throws Error{Fault::invalid, "form.bad_json"}, and as imaging::check
[[nodiscard]] std::vector<DrawnField> drawn_fields(const std::string& definition);

/// Where the fields of the form are.
[[nodiscard]] imaging::FormTemplate template_of(const imaging::FormName& name, const std::vector<DrawnField>& fields);

/// Longest label and title, bytes.
inline constexpr std::size_t longest_label = 120;

}  // namespace arkki::archive
