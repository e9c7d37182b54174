#include "pdf/canvas.hpp"

#include <stdexcept>
#include <utility>

#include <cairo-pdf.h>

#include "pdf/measure.hpp"

namespace arkki::pdf {
namespace {

cairo_status_t keep(void* file, const unsigned char* data, unsigned length) {
    auto& bytes = *static_cast<Bytes*>(file);
    bytes.insert(bytes.end(), data, data + length);
    return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Canvas::Canvas(Day date) {
    surface_ = cairo_pdf_surface_create_for_stream(keep, &file_, sheet::width, sheet::height);
    cairo_pdf_surface_restrict_to_version(surface_, CAIRO_PDF_VERSION_1_5);
    // Without a date Cairo writes that of the wall clock; Archival writes the final form.
    cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATE_DATE, (iso(date) + "T00:00:00Z").c_str());
    pen_ = cairo_create(surface_);
}

Canvas::~Canvas() {
    cairo_destroy(pen_);
    cairo_surface_destroy(surface_);
}

void Canvas::next_page() { cairo_show_page(pen_); }

Bytes Canvas::finish() {
    const auto pen_status = cairo_status(pen_);
    cairo_surface_finish(surface_);
    const auto status = pen_status == CAIRO_STATUS_SUCCESS ? cairo_surface_status(surface_) : pen_status;
    if (status != CAIRO_STATUS_SUCCESS) throw std::logic_error{cairo_status_to_string(status)};
    return std::exchange(file_, {});
}

}  // namespace arkki::pdf
