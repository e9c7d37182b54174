#pragma once
#include <string>
#include <vector>

#include "base/bytes.hpp"

namespace PoDoFo {
class PdfMemDocument;
}

namespace arkki::pdf {

using Problems = std::vector<std::string>;

/// Header, cross-reference table, object heads and trailer, read from the bytes alone (list 4.5, 1 and 2).
[[nodiscard]] Problems file_problems(ByteView file);
/// Catalog, metadata, fonts, output intent, forbidden things, embedded file (2 to 7, 11).
[[nodiscard]] Problems object_problems(PoDoFo::PdfMemDocument& document);
/// The same of a searchable file (conformance_searchable.cpp).
[[nodiscard]] Problems searchable_object_problems(PoDoFo::PdfMemDocument& document);
/// Scripts, actions, object streams, files elsewhere; `filters`: what a stream may be packed with.
[[nodiscard]] Problems forbidden_problems(PoDoFo::PdfMemDocument& document, const std::vector<std::string>& filters);
[[nodiscard]] Problems output_intent_problems(PoDoFo::PdfMemDocument& document);
/// Form fields (10).
[[nodiscard]] Problems field_problems(PoDoFo::PdfMemDocument& document);
/// Colours, tags and text of the pages (5, 8, 12).
[[nodiscard]] Problems page_problems(PoDoFo::PdfMemDocument& document);

/// What stands on the pages: text in reading order, and what the drawing operators did.
struct PageContent {
    std::string text;      ///< soft hyphens removed, white space collapsed
    bool untagged{};       ///< something is drawn outside of tagged content and artifacts
    bool other_colour{};   ///< a colour that is neither DeviceGray nor DeviceRGB
    bool repeated_mark{};  ///< a marked-content number used twice on a page
};
[[nodiscard]] PageContent page_content(PoDoFo::PdfMemDocument& document);

}  // namespace arkki::pdf
