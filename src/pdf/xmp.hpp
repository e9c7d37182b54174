#pragma once
#include <string>

#include "pdf/document_parts.hpp"

namespace arkki::pdf {

/// The XMP packet of a description; PDF/A-3a also claims PDF/UA-1 (with the extension schema ISO 19005-3 6.6.2.3
/// wants).
[[nodiscard]] std::string xmp_of(const Description& description);

/// A text as it stands between two tags.
[[nodiscard]] std::string escaped_for_xml(const std::string& text);

}  // namespace arkki::pdf
