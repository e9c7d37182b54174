#pragma once
#include <memory>
#include <vector>

#include "base/bytes.hpp"
#include "imaging/answer.hpp"
#include "imaging/page.hpp"
#include "imaging/reader/pix.hpp"

namespace arkki::imaging {

/// A file or a page that cannot be read, and why. Thrown and caught inside the child only.
struct Refused {
    Refusal why;
    bool of_file{};  ///< the whole file, not this page alone
};

/// One page as it lies in the file: grey, not yet turned or straightened.
struct Raster {
    PixPtr grey;
    PixPtr colour;  ///< the same page with 32 bits a pixel, if it has real colour
    int dpi{300};
    bool damaged{};
    bool rescaled{};
    /// The PDF's own text, if it explains the picture; then nothing is recognised.
    std::vector<Word> own_words;
    std::vector<Word> layer;  ///< the PDF's own text, if it does not
};

/// An opened file.
class ScanFile {
public:
    virtual ~ScanFile() = default;
    [[nodiscard]] virtual int pages() const = 0;
    /// @param number  from 1
    /// @throws Refused
    [[nodiscard]] virtual Raster page(int number) = 0;
};

/// @param bytes  must outlive the result
/// @throws Refused
[[nodiscard]] std::unique_ptr<ScanFile> open_scan(ByteView bytes);
[[nodiscard]] std::unique_ptr<ScanFile> open_image(ByteView bytes, FileKind kind);
[[nodiscard]] std::unique_ptr<ScanFile> open_pdf(ByteView bytes);

/// Loads what poppler needs from disk (font configuration, character sets) while disks can still be read.
void prepare_pdf();

}  // namespace arkki::imaging
