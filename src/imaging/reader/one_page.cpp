#include "imaging/reader/one_page.hpp"

#include "imaging/reader/forms.hpp"
#include "imaging/reader/pictures.hpp"
#include "imaging/reader/recognise.hpp"
#include "imaging/reader/upright.hpp"

namespace arkki::imaging {
namespace {

/// Whether the last 2 % of the rows have one value that is not paper: a scan that was cut off.
bool has_constant_tail(Pix* grey) {
    const int height = pixGetHeight(grey), width = pixGetWidth(grey), rows = height / 50;
    if (rows < 1) return false;
    const auto row = [&](int y) { return pixGetData(grey) + static_cast<std::ptrdiff_t>(y) * pixGetWpl(grey); };
    const auto value = grey_at(row(height - 1), 0);
    if (value > 250) return false;
    for (int y = height - rows; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (grey_at(row(y), x) != value) return false;
    return true;
}

std::vector<Code> placed(const std::vector<FoundCode>& found, const Upright& upright, int width, int height) {
    std::vector<Code> codes;
    for (const auto& code : found) {
        std::vector<Point> corners;
        for (const auto& corner : code.corners) corners.push_back(upright.place(corner));
        codes.push_back({code.format, PersonalText{code.text}, box_around(corners, width, height)});
    }
    return codes;
}

}  // namespace

PageRead read_page(ScanFile& file, const PageRequest& request, Engines& engines, FramesOut& out) {
    PageRead page;
    page.number = request.number;
    auto raster = file.page(request.number);
    page.dpi = raster.dpi;
    page.damaged = raster.damaged;
    page.rescaled = raster.rescaled;
    page.constant_tail = has_constant_tail(raster.grey.get());
    if (request.turn_by.value_or(0) == 0) page.words = std::move(raster.own_words);
    page.source = page.words.empty() ? Source::ocr : Source::embedded;

    out.step(Step::codes);
    page.codes_missing = !request.with_codes;
    const auto codes = request.with_codes ? find_codes(raster.grey.get(), raster.dpi) : std::vector<FoundCode>{};

    out.step(Step::straightening);
    const bool born_straight = page.source == Source::embedded;
    const auto upright =
        set_upright(std::move(raster), codes, engines.orientation(), born_straight, request.turn_by);
    page.width = pixGetWidth(upright.grey.get());
    page.height = pixGetHeight(upright.grey.get());
    page.turned = upright.turned;
    page.skew = upright.skew;
    page.blank = upright.blank && codes.empty();
    page.codes = placed(codes, upright, page.width, page.height);

    out.step(Step::recognising);
    if (!page.blank && !request.forms.empty())
        page.fields = read_form(
            {upright.grey.get(), upright.clean.get(), page.dpi, page.codes, engines, request.forms});
    if (!page.blank && page.source == Source::ocr) {
        auto recognised = recognise(engines.text(), upright.clean.get(), page.dpi);
        page.words = std::move(recognised.words);
        page.words_missing = recognised.too_slow;
    }

    out.step(Step::pictures);
    pixSetResolution(upright.grey.get(), page.dpi, page.dpi);
    page.image = page_picture(upright.grey.get());
    page.thumbnail = thumbnail(upright.grey.get());
    page.bilevel = bilevel(upright.clean.get());
    return page;
}

}  // namespace arkki::imaging
