#pragma once
#include <string>

#include "pdf/pages.hpp"

namespace PoDoFo {
class PdfMemDocument;
}

namespace arkki::pdf {

/// Adds an empty, named and tagged signature field over a signature block. Signing later fills it and touches nothing
/// else.
/// @see ISO 14289-1 7.18
void add_signature_field(PoDoFo::PdfMemDocument& document, const SignatureArea& place, const std::string& name,
                         const std::string& label);

}  // namespace arkki::pdf
