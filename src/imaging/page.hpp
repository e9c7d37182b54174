#pragma once
#include <string>
#include <vector>

#include "base/bytes.hpp"
#include "base/text.hpp"

namespace arkki::imaging {

/// A rectangle in pixels of the upright page image, origin in the upper left corner. Always inside the image.
struct Box {
    int x{}, y{}, width{}, height{};
    friend bool operator==(const Box&, const Box&) = default;
};

/// Where words come from: read from the picture, or taken over from a PDF's own text.
enum class Source { ocr = 0, embedded = 1 };

/// One word and where it stands.
struct Word {
    PersonalText text;  ///< UTF-8, no blanks at the ends, never empty
    Box box;
    float confidence{};  ///< 0 to 100 by the engine's own scale; 100 for embedded text
    int line{};          ///< counts through the whole page in reading order; words of one line share it
    int block{};         ///< counts through the whole page
    int baseline{};      ///< y of the line's baseline under the word's middle
    friend bool operator==(const Word&, const Word&) = default;
};

enum class CodeFormat { qr = 0, code128 = 1 };

/// A QR or Code 128 symbol. What it means is not decided here: foreign codes come through as they are.
struct Code {
    CodeFormat format{};
    PersonalText text;
    Box box;
    friend bool operator==(const Code&, const Code&) = default;
};

/// One page as the reader delivers it: the upright, straightened picture and what stands on it.
struct PageRead {
    int number{};  ///< from 1
    int of{};      ///< pages of the file
    std::string
        failure;  ///< empty, or the message key that says why this page could not be read; then all else is empty

    int width{}, height{};  ///< pixels of `image` and `bilevel`; boxes refer to them
    int dpi{300};           ///< of `image`
    int turned{};           ///< degrees clockwise the scan was turned to stand upright: 0, 90, 180, 270
    double skew{};          ///< degrees clockwise it was straightened after that
    bool blank{};           ///< no ink worth reading; kept all the same
    bool damaged{};         ///< the file broke off or had bad data: a person must look at the picture
    bool constant_tail{};   ///< the last 2 % of the rows have one value that is not paper: perhaps a scan that was cut
                            ///< off
    bool rescaled{};        ///< the picture is smaller than the scan (more than 20 million pixels or 400 dpi)
    bool words_missing{};   ///< recognition took too long: the picture stands, its words were not read
    bool codes_missing{};   ///< looking for codes failed and was left out
    bool colour{};          ///< the page has real colour: `image` is a colour JPEG
    bool retried{};         ///< the page read poorly and was read a second time, cleaned otherwise
    bool retry_won{};       ///< the second reading found more letters in good words and is the one kept
    Source source{Source::ocr};

    Bytes image;      ///< JPEG, grey or colour
    Bytes thumbnail;  ///< JPEG, grey, longer side 360 pixels
    Bytes bilevel;    ///< one strip of ITU-T T.6 (G4) data, 0 is white: /CCITTFaxDecode with /K -1 and no /BlackIs1
    std::vector<Word> words;
    std::vector<Code> codes;
    /// What a PDF's own text says where it was not trusted and the page was recognised: for search only, never to be
    /// shown as what the page says. Empty if `source` is embedded.
    std::vector<Word> layer;
    Bytes fields;  ///< fields of a known form, packed; empty if the page is none
};

}  // namespace arkki::imaging
