#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "pdf/resources.hpp"

namespace PoDoFo {
class PdfMemDocument;
class PdfObject;
class PdfString;
}  // namespace PoDoFo

namespace arkki::pdf {

/// What every PDF of ours says about itself, in the document information and, the same, in XMP.
struct Description {
    int part{};          ///< of ISO 19005
    char conformance{};  ///< A or U
    std::string title;
    std::string author;  ///< may be empty
    Language language{};
    std::optional<Day> date;
};

/// Runs `work`; PoDoFo's errors (no std::exceptions) become Error{Fault::corrupt, "pdf.broken"}.
void with_podofo(const std::function<void()>& work);

/// A text as PDF writes it outside of ASCII (UTF-16BE).
[[nodiscard]] PoDoFo::PdfString text_string(const std::string& utf8);
/// `D:20260305000000+00'00'`
[[nodiscard]] std::string pdf_date(Day day);

/// Document information, XMP, language and output intent.
void describe(PoDoFo::PdfMemDocument& document, const Description& description, const Resources& resources);
/// Removes every object that the trailer cannot reach: no unused object may be signed.
void sweep(PoDoFo::PdfMemDocument& document);
/// Numbers of the objects that the trailer cannot reach. Files of ours have generation 0 only.
[[nodiscard]] std::vector<unsigned> unused_objects(PoDoFo::PdfMemDocument& document);
/// The file, each object's `N G obj` alone on its line.
[[nodiscard]] Bytes write(PoDoFo::PdfMemDocument& document);

/// @throws Error{Fault::unavailable, "letter.no_resource"}
[[nodiscard]] std::string file_content(const std::filesystem::path& file);
/// Fills a stream, compressed or as it is.
void fill(PoDoFo::PdfObject& object, const std::string& bytes);
void fill_raw(PoDoFo::PdfObject& object, ByteView bytes);

}  // namespace arkki::pdf
