#include "imaging/reader/one_page.hpp"

#include "imaging/reader/covers.hpp"
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
    // A driver fills a picture that came narrower than it asked for with white at the right.
    int end = width;
    while (end > width - width / 10 && grey_at(row(height - 1), end - 1) == 255) --end;
    for (int y = height - rows; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (grey_at(row(y), x) != (x < end ? value : 255)) return false;
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

/// The words of a PDF's own text where they stand on the upright page.
std::vector<Word> placed(std::vector<Word> layer, const Upright& upright, int width, int height) {
    for (auto& word : layer) {
        const double left = word.box.x, top = word.box.y;
        const double right = left + word.box.width, bottom = top + word.box.height;
        word.box = box_around({upright.place({left, top}), upright.place({right, top}), upright.place({left, bottom}),
                               upright.place({right, bottom})},
                              width, height);
        word.baseline = std::min(height, word.box.y + word.box.height * 4 / 5);
    }
    return layer;
}

void add_pictures(PageRead& page, Upright& upright) {
    page.colour = upright.colour != nullptr;
    auto* shown = page.colour ? upright.colour.get() : upright.grey.get();
    pixSetResolution(shown, page.dpi, page.dpi);
    page.image = page_picture(shown);
    page.thumbnail = thumbnail(shown);
    page.bilevel = bilevel(upright.clean.get());
    upright.colour.reset();
}

/// After the pictures are made: what is no text is painted over in what the engine sees only.
void add_words(PageRead& page, Upright& upright, Engines& engines) {
    make_ready_for_reading(upright.clean.get(), page);
    auto read = recognise_with_retry(engines.text(), upright.clean.get(), upright.grey.get(), page.dpi);
    page.words = std::move(read.words);
    page.words_missing = read.too_slow;
    page.retried = read.retried;
    page.retry_won = read.retry_won;
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
    auto layer =
        page.words.empty() && !raster.own_words.empty() ? std::move(raster.own_words) : std::move(raster.layer);
    page.source = page.words.empty() ? Source::ocr : Source::embedded;

    out.step(Step::codes);
    page.codes_missing = !request.with_codes;
    const auto codes = request.with_codes ? find_codes(raster.grey.get(), raster.dpi) : std::vector<FoundCode>{};

    out.step(Step::straightening);
    const bool born_straight = page.source == Source::embedded;
    auto upright = set_upright(std::move(raster), codes, engines.orientation(), born_straight, request.turn_by);
    page.width = pixGetWidth(upright.grey.get());
    page.height = pixGetHeight(upright.grey.get());
    page.turned = upright.turned;
    page.skew = upright.skew;
    page.blank = upright.blank && codes.empty();
    page.codes = placed(codes, upright, page.width, page.height);
    page.layer = placed(std::move(layer), upright, page.width, page.height);

    if (!page.blank && !request.forms.empty())
        page.fields =
            read_form({upright.grey.get(), upright.clean.get(), page.dpi, page.codes, engines, request.forms});

    out.step(Step::pictures);
    add_pictures(page, upright);

    out.step(Step::recognising);
    if (!page.blank && page.source == Source::ocr) add_words(page, upright, engines);
    return page;
}

}  // namespace arkki::imaging
