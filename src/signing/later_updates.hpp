#pragma once
#include <optional>
#include <vector>

#include "signing/evidence.hpp"
#include "signing/pdf_revisions.hpp"

namespace arkki::signing {

/// What may follow a signature: the security store, or a document time stamp, each in an update of its own.
enum class Addition { evidence, time_stamp };

/// What one revision adds to the letter before it, if it is of the exact shape we write: for the store new streams, the
/// store itself and a catalog that only names it; for the time stamp a field without a look, its value, and a form and a
/// first page that only name them. Nothing else may be changed, nothing may lie about unused.
/// @returns nothing if there is anything else in it
[[nodiscard]] std::optional<Addition> addition_in(ByteView file, const std::vector<PdfRevision>& revisions,
                                                  std::size_t index);

/// What the letter's security store holds; empty without one. Certificates, lists and answers are not judged here.
/// @throws NotOurFormat
[[nodiscard]] Evidence evidence_in(const PdfFile& letter);

}  // namespace arkki::signing
