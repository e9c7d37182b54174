#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "imaging/form_template.hpp"
#include "pdf/form.hpp"

namespace arkki::archive {

/// One field as a form's definition names it. Widths in millimetres.
struct DefinedField {
    std::string name;
    imaging::FieldKind kind{};
    double width{};
    std::string label;  ///< key of the text beside it
};

/// A piece of a form, from the top down.
struct FormPart {
    enum class Kind { heading, row, checks, table };
    Kind kind{};
    std::string heading;               ///< key of a text
    std::vector<DefinedField> fields;  ///< of a row or a check list; the columns of a table
    double height{};                   ///< of a row's frames
    int rows{};                        ///< of a table
    std::vector<DefinedField> sum{};   ///< below a table's last column; none or one
};

/// One of our own forms: layout once, texts in three languages (templates/forms/<code>.json and common.json).
struct FormDefinition {
    std::string code;
    int version{};
    std::vector<FormPart> parts;
    std::map<Language, std::map<std::string, std::string>> texts;

    /// @throws Error{Fault::corrupt, "form.no_text"}
    [[nodiscard]] const std::string& text(Language language, const std::string& key) const;
};

/// Who hands the form out, as its head prints it.
struct FormSender {
    std::string name, address, reach;
};

/// A laid out form: what is printed and where its fields are come out of one walk, so they cannot disagree.
struct FormSheet {
    pdf::FormSheet print;
    imaging::FormTemplate fields;
    std::map<std::string, std::string> labels;  ///< by the field's name
};

/// The forms of the folder, contact, access, rectify and order, whole in all three languages.
/// @throws Error{Fault::corrupt, "form.bad_definition"}  with the file
[[nodiscard]] std::vector<FormDefinition> form_definitions(const std::filesystem::path& folder);

/// @param date  of the file, no clock is asked
[[nodiscard]] FormSheet lay_out(const FormDefinition& form, Language language, const FormSender& sender, Day date);

/// Marks and code alone, to be printed onto a form of somebody else's so that Arkki knows it again.
[[nodiscard]] pdf::FormSheet marks_only(const imaging::FormName& name, const std::string& title, Day date);

}  // namespace arkki::archive
