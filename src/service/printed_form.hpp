#pragma once
#include <string_view>

#include "base/bytes.hpp"
#include "imaging/form_template.hpp"
#include "service/office.hpp"

namespace arkki::service {

/// One of Arkki's own forms, empty, with the controller of the profile as its sender: PDF/A, one page.
/// @param code  contact, access, rectify or order
/// @throws Error{Fault::not_found, "form.unknown"}
[[nodiscard]] Bytes printed_form(Office& office, std::string_view code, Language language);

/// Corner marks and code alone, to be printed onto a form of somebody else's.
/// @throws Error{Fault::conflict, "form.ours"}, Error{Fault::invalid, "form.bad_code" | "form.bad_version"}
[[nodiscard]] Bytes marks_sheet(Office& office, const imaging::FormName& name);

}  // namespace arkki::service
