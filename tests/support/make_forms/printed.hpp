#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "imaging/form_template.hpp"
#include "sheet.hpp"
#include "wording.hpp"

namespace arkki::forms {

/// One of Arkki's own forms as it comes out of the printer, empty.
struct Printed {
    Grey picture;
    std::vector<Line> lines;
    imaging::FormTemplate fields;               ///< in dots of the picture
    std::map<std::string, std::string> labels;  ///< by the field's name
};

/// The very sheet that the office hands out, set in type and rasterised at 300 dpi.
/// @throws std::runtime_error, arkki::Error
[[nodiscard]] Printed printed_form(const std::string& type, const std::string& language, const Wording& wording);

}  // namespace arkki::forms
