#pragma once
#include <string>

#include "base/bytes.hpp"
#include "base/time.hpp"

struct _cairo;
struct _cairo_surface;

namespace arkki::pdf {

/// A PDF drawn with Cairo, page after page, A4.
class Canvas {
public:
    /// PDF 1.5 with a classic cross-reference table: what PoDoFo can read and update.
    explicit Canvas(Day date);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    [[nodiscard]] _cairo* pen() const { return pen_; }
    void next_page();
    /// Ends the file.
    /// @throws std::logic_error  if the drawing was wrong (unknown tag, bad nesting): a fault of the program
    [[nodiscard]] Bytes finish();

private:
    Bytes file_;
    _cairo_surface* surface_;
    _cairo* pen_;
};

}  // namespace arkki::pdf
