#pragma once
#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "imaging/page.hpp"
#include "lang/value.hpp"
#include "web/form_view.hpp"

namespace arkki::web {

/// Frames in an address: "226-620-420-44.300-380-300-44", pixels of the page image. Geometry, never words: a search
/// leads to a page without putting what was searched for into an address.
[[nodiscard]] std::string frames_text(const std::vector<imaging::Box>& frames);
/// Reads them back; what is malformed is left out.
[[nodiscard]] std::vector<imaging::Box> frames_from(std::string_view text);

/// For partials/sheet: one page of a document, with frames, and the way to its neighbours.
/// @param base  address of the page the sheet is on, "/documents/812"; neighbours are `base?page=N` and `tail`
[[nodiscard]] lang::Value sheet_value(const Words& words, DocumentId document,
                                      const std::vector<archive::PageFacts>& pages, int number,
                                      const std::vector<imaging::Box>& frames, const std::string& base,
                                      const std::string& tail = {});

/// The page asked for by ?page=N, 1 if none.
/// @throws Error{Fault::not_found, "page.unknown"}
[[nodiscard]] int page_asked(const Fields& query, const std::vector<archive::PageFacts>& pages);

}  // namespace arkki::web
