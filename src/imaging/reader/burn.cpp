#include "imaging/reader/burn.hpp"

#include "imaging/reader/pictures.hpp"

namespace arkki::imaging {
namespace {

/// Black is zero in grey and in colour alike.
void paint_black(Pix* pix, const Box& box) {
    if (pixRasterop(pix, box.x, box.y, box.width, box.height, PIX_CLR, nullptr, 0, 0) != 0)
        throw Refused{Refusal::broken};
}

bool is_inside(const Box& box, const PageRead& page) {
    return box.x >= 0 && box.y >= 0 && box.width >= 1 && box.height >= 1 && box.width <= page.width - box.x &&
           box.height <= page.height - box.y;
}

}  // namespace

PageRead burn_page(ScanFile& file, const PageRequest& request, FramesOut& out) {
    PageRead page;
    page.number = request.number;
    auto raster = file.page(request.number);
    page.dpi = raster.dpi;
    page.damaged = raster.damaged;
    page.rescaled = raster.rescaled;
    page.colour = raster.colour != nullptr;
    page.width = pixGetWidth(raster.grey.get());
    page.height = pixGetHeight(raster.grey.get());
    out.step(Step::pictures);
    for (const auto& box : request.burn) {
        if (!is_inside(box, page)) throw Refused{Refusal::broken};
        paint_black(raster.grey.get(), box);
        if (page.colour) paint_black(raster.colour.get(), box);
    }
    auto* shown = page.colour ? raster.colour.get() : raster.grey.get();
    pixSetResolution(shown, page.dpi, page.dpi);
    page.image = page_picture(shown);
    page.thumbnail = thumbnail(raster.grey.get());
    page.bilevel = bilevel(raster.grey.get());
    return page;
}

}  // namespace arkki::imaging
