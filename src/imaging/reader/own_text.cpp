#include "imaging/reader/own_text.hpp"

#include <poppler/cpp/poppler-page.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include "base/text.hpp"
#include "imaging/limits.hpp"
#include "imaging/reader/pix.hpp"

namespace arkki::imaging {
namespace {

constexpr double points = 72.0;
constexpr double trusted_share = 0.99;
constexpr float ink_dpi = 100;
constexpr int ink_threshold = 160;

struct TextScan {
    std::vector<Word> words;
    std::size_t letters{};
    std::size_t turned{};   ///< words that do not stand upright
    std::size_t strange{};  ///< control characters, private use, replacement characters
};

bool is_strange(char32_t c) {
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xfffd || (c >= 0xe000 && c <= 0xf8ff) || c >= 0xf0000;
}

void count_letters(const std::string& text, TextScan& scan) {
    for (std::size_t i = 0; i < text.size();) {
        const auto first = static_cast<unsigned char>(text[i]);
        const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        char32_t c = length == 1 ? first : first & (0xffu >> (length + 1));
        for (std::size_t k = 1; k < length && i + k < text.size(); ++k)
            c = (c << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3fu);
        ++scan.letters;
        if (is_strange(c)) ++scan.strange;
        i += length;
    }
}

/// The rectangle in pixels, cut to the page; nothing left gives a box without width.
Box pixels_of(const poppler::rectf& rectangle, double scale, int width, int height) {
    const auto cut = [](double value, int most) {
        return static_cast<int>(std::clamp(value, 0.0, static_cast<double>(most)));
    };
    const int left = cut(std::floor(rectangle.left() * scale), width),
              top = cut(std::floor(rectangle.top() * scale), height);
    const int right = cut(std::ceil(rectangle.right() * scale), width);
    const int bottom = cut(std::ceil(rectangle.bottom() * scale), height);
    return {left, top, right - left, bottom - top};
}

TextScan scan_text(const poppler::page& page, int width, int height, double scale) {
    TextScan scan;
    int line = 0;
    for (const auto& box : page.text_list()) {
        const auto bytes = box.text().to_utf8();
        const std::string text{trimmed({bytes.data(), bytes.size()})};
        Word word{PersonalText{text}, pixels_of(box.bbox(), scale, width, height), 100, line, 0, 0};
        if (!box.has_space_after()) ++line;
        if (text.empty()) continue;
        if (!is_clean_utf8(text)) {
            ++scan.letters, ++scan.strange;
            continue;
        }
        count_letters(text, scan);
        if (box.rotation() != 0) ++scan.turned;
        if (word.box.width < 1 || word.box.height < 1 || text.size() > limits::word_bytes) continue;
        word.baseline = word.box.y + word.box.height * 4 / 5;
        if (scan.words.size() < limits::words) scan.words.push_back(std::move(word));
    }
    return scan;
}

int ink_of(Pix* binary) {
    int count = 0;
    return pixCountPixels(binary, &count, nullptr) == 0 ? count : 0;
}

/// Which part of the page's ink lies inside the boxes of the words.
double explained_share(const std::vector<Word>& words, Pix* grey, double dpi) {
    const auto factor = static_cast<float>(ink_dpi / dpi);
    auto small = own(factor < 1 ? pixScale(grey, factor, factor) : pixClone(grey));
    const auto binary = small ? own(pixThresholdToBinary(small.get(), ink_threshold)) : nullptr;
    if (!binary) return 0;
    const double all = ink_of(binary.get());
    if (all == 0) return 0;
    const double scale = static_cast<double>(pixGetWidth(binary.get())) / pixGetWidth(grey);
    const auto scaled = [&](int value) { return static_cast<int>(std::floor(value * scale)); };
    for (const auto& word : words) {
        ::Box* area =
            boxCreate(scaled(word.box.x), scaled(word.box.y), scaled(word.box.width) + 2, scaled(word.box.height) + 2);
        pixClearInRect(binary.get(), area);
        boxDestroy(&area);
    }
    return 1 - ink_of(binary.get()) / all;
}

}  // namespace

OwnText own_text(const poppler::page& page, Pix* grey, double dpi) {
    if (page.orientation() != poppler::page::portrait) return {};
    auto scan = scan_text(page, pixGetWidth(grey), pixGetHeight(grey), dpi / points);
    if (scan.words.empty() || scan.strange * 50 > scan.letters || scan.turned * 2 > scan.words.size()) return {};
    const bool trusted = explained_share(scan.words, grey, dpi) >= trusted_share;
    return {std::move(scan.words), trusted};
}

}  // namespace arkki::imaging
