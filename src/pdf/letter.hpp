#pragma once
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "pdf/resources.hpp"

namespace arkki::pdf {

/// Puts U+00AD into a text wherever a word may be broken. Handed in: `lang` knows the words.
using Hyphenate = std::function<std::string(const std::string&)>;

/// Where the receiver's address stands on the first page, in millimetres from the sheet's upper left corner.
///
/// The default lies inside the window of both the E65 and the C5 envelope with room for the sheet to slip, at the left
/// margin of SFS 2487.
struct AddressWindow {
    double left{20};
    double top{46};
    double width{85};
    double height{25};
};

/// One person who signs: becomes one empty, tagged signature field over the signature block.
struct SignaturePlace {
    /// The line that opens the paragraph with the signer, as the `sign` partial prints it: `signer.name, signer.title`.
    /// The last paragraph with this first line is taken.
    std::string first_line;
    /// What a screen reader says of the field, in the letter's language ("Allekirjoitus: Etunimi Sukunimi").
    std::string label;
};

/// A paragraph below which something stands as a QR code, for whoever compares by machine what is printed.
struct CodePlace {
    std::string paragraph;  ///< all of its text, lines parted by LF
    std::string content;    ///< of the code; the paragraph says the same to people
};

/// Everything that makes a letter. The same sheet gives the same bytes.
struct LetterSheet {
    Language language{};
    std::string title;   ///< of the document (window title, XMP)
    std::string author;  ///< the controller (XMP, header of the pages after the first)
    Day date{};          ///< day of the letter; no clock is asked
    /// The Markdown of the letter, partials filled in, without the footer.
    ///
    /// The paragraphs before the one `#` title are the head, in this order: sender, place and date (with the case
    /// number), receiver (may be absent: internal papers). Each has its place on the first page.
    std::string body;
    /// The `footer` partial filled in for one page: Markdown, at most two lines. `page` counts from 1.
    std::function<std::string(int page, int count)> footer;
    std::string embedded_json;               ///< machine-readable copy, attached as letter.json
    std::vector<SignaturePlace> signatures;  ///< none: to be printed and signed by hand
    std::vector<CodePlace> codes{};
    std::vector<std::string> warnings{};  ///< paragraphs, by all of their text, that are printed in red
    Hyphenate hyphenate;                  ///< may be empty
    AddressWindow window;
};

/// Name of the signature field of the signer at `index` (from 0): `Signature1`, `Signature2`.
[[nodiscard]] std::string signature_field_name(std::size_t index);

/// Typesets a letter: PDF/A-3a and PDF/UA-1, with an empty prepared signature field for each signer.
///
/// @throws Error{Fault::invalid, "letter.bad_markdown"}   markup outside the letters' dialect
/// @throws Error{Fault::invalid, "letter.bad_character"}  a control, directional or private character
/// @throws Error{Fault::invalid, "letter.no_glyph"}       a character that no font of ours can print
/// @throws Error{Fault::invalid, "letter.bad_head"}       more than three paragraphs before the title, or an address
/// too
///                                                        large for the window
/// @throws Error{Fault::invalid, "letter.no_signature_block"}  no paragraph begins with a signer's line
/// @throws Error{Fault::invalid, "letter.no_code_place"}  no paragraph has the text of a code or a warning
/// @throws Error{Fault::unavailable, "letter.no_resource"}     a font or the colour profile is missing
/// @see ISO 19005-3, ISO 14289-1, SFS 2487
[[nodiscard]] Bytes compose(const LetterSheet& sheet, const Resources& resources);

}  // namespace arkki::pdf
