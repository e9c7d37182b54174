#pragma once
#include <optional>
#include <vector>

#include "imaging/form_fields.hpp"
#include "imaging/reader/one_page.hpp"
#include "imaging/reader/pix.hpp"

namespace arkki::imaging {

/// How the corner squares of a page lie on those of the template.
struct Registration {
    int marks{};
    double residual{};  ///< pixels of template space, the worst mark
    Similarity to_page;
    bool creased{};  ///< a fourth square stands near its place, but not in it
    [[nodiscard]] FormOutcome outcome() const;
};

/// Finds the four corner squares and the similarity that fits them best (least squares).
[[nodiscard]] Registration register_page(Pix* clean, int dpi);

/// The page in template space, 2480 x 3508, its paper made white: the white point is set before anything is painted
/// over, else Otsu's threshold parts white from paper.
[[nodiscard]] PixPtr in_template_space(Pix* clean, const Similarity& to_page);

/// The fields of a page that carries a code of ours, packed; empty if it carries none.
///
/// @throws Refused  out of memory
[[nodiscard]] Bytes read_form(const CleanPage& page);

}  // namespace arkki::imaging
