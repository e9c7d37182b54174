#include "printed.hpp"

#include <poppler-document.h>
#include <poppler-page-renderer.h>
#include <poppler-page.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>

#include "archive/form_definition.hpp"
#include "pdf/form.hpp"

namespace arkki::forms {
namespace {

Grey rasterised(const poppler::page& page) {
    poppler::page_renderer renderer;
    renderer.set_render_hint(poppler::page_renderer::antialiasing, true);
    renderer.set_render_hint(poppler::page_renderer::text_antialiasing, true);
    renderer.set_image_format(poppler::image::format_gray8);
    const auto image = renderer.render_page(&page, 300, 300);
    if (!image.is_valid()) throw std::runtime_error{"the printed form cannot be drawn"};
    Grey grey{page_width, page_height};
    grey.pixels.assign(static_cast<std::size_t>(page_width) * page_height, 255);
    const auto* data = reinterpret_cast<const std::uint8_t*>(image.const_data());
    for (int row = 0; row < std::min(page_height, image.height()); ++row)
        std::copy_n(data + static_cast<std::ptrdiff_t>(row) * image.bytes_per_row(),
                    std::min(page_width, image.width()),
                    grey.pixels.begin() + static_cast<std::ptrdiff_t>(row) * page_width);
    return grey;
}

std::vector<Line> lines_of(const poppler::page& page) {
    constexpr double dots = 300 / 72.0;
    std::vector<Line> lines;
    bool goes_on = false;
    for (const auto& word : page.text_list()) {
        const auto bytes = word.text().to_utf8();
        const auto place = word.bbox();
        const int left = static_cast<int>(place.left() * dots), top = static_cast<int>(place.top() * dots);
        const int right = static_cast<int>(place.right() * dots), bottom = static_cast<int>(place.bottom() * dots);
        const std::string text{bytes.begin(), bytes.end()};
        if (goes_on) {
            lines.back().text += " " + text;
            lines.back().box.width = right - lines.back().box.x;
        } else {
            lines.push_back({text, {left, top, right - left, bottom - top}, false});
        }
        goes_on = word.has_space_after();
    }
    return lines;
}

}  // namespace

Printed printed_form(const std::string& type, const std::string& language, const Wording& wording) {
    const std::filesystem::path home{ARKKI_SOURCE_DIR};
    const auto definitions = archive::form_definitions(home / "templates/forms");
    const auto definition = std::ranges::find(definitions, type, &archive::FormDefinition::code);
    if (definition == definitions.end()) throw std::runtime_error{"no such form: " + type};
    const archive::FormSender sender{wording.sender("name"), wording.sender("line"), wording.sender("reach")};
    const Day day{std::chrono::year{2026} / std::chrono::November / 2};
    auto sheet = archive::lay_out(*definition, language_from(language), sender, day);
    pdf::Resources resources;
    resources.font_settings = home / "config/fonts.conf";
    const auto file = pdf::compose(sheet.print, resources);
    const std::unique_ptr<poppler::document> document{poppler::document::load_from_raw_data(
        reinterpret_cast<const char*>(file.data()), static_cast<int>(file.size()))};
    const std::unique_ptr<poppler::page> page{document ? document->create_page(0) : nullptr};
    if (!page) throw std::runtime_error{"the printed form is no PDF"};
    return {rasterised(*page), lines_of(*page), std::move(sheet.fields), std::move(sheet.labels)};
}

}  // namespace arkki::forms
