#include "web/sheet_view.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "web/ascii.hpp"
#include "web/wording.hpp"

namespace arkki::web {
namespace {

using lang::Value;

constexpr std::size_t most_frames = 12;  ///< an address stays short

/// For SVG: turns the picture clockwise inside its new frame.
std::string transform_of(const archive::PageFacts& page) {
    const auto shift = [](int x, int y) { return "translate(" + std::to_string(x) + " " + std::to_string(y) + ") "; };
    if (page.turn == 90) return shift(page.height, 0) + "rotate(90)";
    if (page.turn == 180) return shift(page.width, page.height) + "rotate(180)";
    if (page.turn == 270) return shift(0, page.width) + "rotate(270)";
    return {};
}

}  // namespace

std::string frames_text(const std::vector<imaging::Box>& frames) {
    std::string text;
    for (std::size_t i = 0; i < std::min(frames.size(), most_frames); ++i) {
        const auto& box = frames[i];
        text += (i == 0 ? "" : ".") + std::to_string(box.x) + "-" + std::to_string(box.y) + "-" +
                std::to_string(box.width) + "-" + std::to_string(box.height);
    }
    return text;
}

std::vector<imaging::Box> frames_from(std::string_view text) {
    std::vector<imaging::Box> frames;
    while (!text.empty() && frames.size() < most_frames) {
        auto piece = cut(text, '.');
        std::array<int, 4> numbers{};
        bool good = true;
        for (auto& number : numbers) {
            const auto digits = cut(piece, '-');
            const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
            good = good && fault == std::errc{} && end == digits.data() + digits.size() && number >= 0;
        }
        if (good && piece.empty()) frames.push_back({numbers[0], numbers[1], numbers[2], numbers[3]});
    }
    return frames;
}

int page_asked(const Fields& query, const std::vector<archive::PageFacts>& pages) {
    const auto number = query.has("page") ? query.number("page").value_or(1) : 1;
    const bool there =
        number == 1 || std::any_of(pages.begin(), pages.end(), [&](const auto& page) { return page.number == number; });
    if (!there) throw Error{Fault::not_found, "page.unknown"};
    return static_cast<int>(number);
}

Value sheet_value(const Words& words, DocumentId document, const std::vector<archive::PageFacts>& pages, int number,
                  const std::vector<imaging::Box>& frames, const std::string& base, const std::string& tail) {
    const int last = pages.empty() ? 0 : pages.back().number;
    const auto page = std::find_if(pages.begin(), pages.end(), [&](const auto& one) { return one.number == number; });
    const auto neighbour = [&](int at) { return at < 1 || at > last ? "" : base + "?page=" + std::to_string(at) + tail; };
    const bool readable = page != pages.end() && page->failure.empty();
    const int turn = readable ? page->turn : 0;
    const bool lying = turn == 90 || turn == 270;
    Value rows = Value::list();
    for (const auto& box : frames) rows.add({{"x", box.x}, {"y", box.y}, {"width", box.width}, {"height", box.height}});
    const std::string failure = pages.empty()         ? "sheet.no_pages"
                                : readable            ? ""
                                : page == pages.end() ? "page.unread"
                                                      : page->failure;
    return {{"failure", failure.empty() ? "" : words(failure)},
            {"image", readable ? path_of(document) + "/pages/" + std::to_string(number) + "/image" : ""},
            {"label", words("sheet.label", {{"page", std::to_string(number)}})},
            {"width", readable ? page->width : 0},
            {"height", readable ? page->height : 0},
            {"shown_width", !readable ? 0 : lying ? page->height : page->width},
            {"shown_height", !readable ? 0 : lying ? page->width : page->height},
            {"transform", readable ? transform_of(*page) : ""},
            {"frames", std::move(rows)},
            {"previous", neighbour(number - 1)},
            {"next", neighbour(number + 1)},
            {"position",
             words("sheet.position", {{"page", std::to_string(number)}, {"of", std::to_string(std::max(last, 1))}})}};
}

}  // namespace arkki::web
