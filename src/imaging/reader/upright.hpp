#pragma once
#include <tesseract/baseapi.h>

#include <optional>
#include <vector>

#include "imaging/reader/codes.hpp"
#include "imaging/reader/pix.hpp"
#include "imaging/reader/scan_file.hpp"

namespace arkki::imaging {

/// A page turned and straightened, with what was done to it.
struct Upright {
    PixPtr grey;    ///< as scanned
    PixPtr colour;  ///< the same in colour, if the page has real colour
    PixPtr clean;   ///< the same with its background made even: what is read
    int turned{};   ///< degrees clockwise
    double skew{};  ///< degrees clockwise, after turning
    bool blank{};

    /// Where a point of the raster went.
    [[nodiscard]] Point place(Point point) const;
    int raster_width{}, raster_height{};
};

/// Finds out which way is up (our own QR, the shapes of letters, at last Tesseract), then how far the lines slope.
///
/// Leaving this out is fatal and silent: a page on its side reads as garbage of normal length.
/// @param born_straight  the raster is upright already (born-digital): nothing is turned
/// @param turn_by        degrees clockwise, if a person said so
/// @throws Refused  out of memory
[[nodiscard]] Upright set_upright(Raster raster, const std::vector<FoundCode>& codes,
                                  tesseract::TessBaseAPI& orientation, bool born_straight,
                                  std::optional<int> turn_by = {});

/// The box that holds all points, cut to the page; at least one pixel.
[[nodiscard]] Box box_around(const std::vector<Point>& points, int width, int height);

}  // namespace arkki::imaging
