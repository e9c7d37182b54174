#include "imaging/reader/recognise.hpp"

#include <tesseract/ocrclass.h>
#include <tesseract/resultiterator.h>
#include <time.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>
#include <optional>

#include "base/text.hpp"
#include "imaging/limits.hpp"

namespace arkki::imaging {
namespace {

constexpr double time_limit = 30;  ///< CPU seconds: a busy machine must not cost a page its words

constexpr double poor_confidence = 75;  ///< below it a page is read a second time
constexpr float good_confidence = 80;
constexpr double retry_margin = 1.05;  ///< what the second reading must find more

double cpu_seconds() {
    timespec now{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Tesseract asks after each word whether to go on.
bool time_is_up(void* deadline, int) { return cpu_seconds() > *static_cast<const double*>(deadline); }

/// Cut to the page; nothing if nothing is left.
std::optional<Box> cut_to_page(int left, int top, int right, int bottom, int width, int height) {
    left = std::clamp(left, 0, width), right = std::clamp(right, 0, width);
    top = std::clamp(top, 0, height), bottom = std::clamp(bottom, 0, height);
    if (right <= left || bottom <= top) return std::nullopt;
    return Box{left, top, right - left, bottom - top};
}

int baseline_under(const tesseract::ResultIterator& at, const Box& box, int height) {
    int x1 = 0, y1 = 0, x2 = 0, y2 = 0;
    if (!at.Baseline(tesseract::RIL_TEXTLINE, &x1, &y1, &x2, &y2) || x2 == x1) return box.y + box.height;
    const double middle = box.x + box.width / 2.0;
    const double y = y1 + (middle - x1) * (y2 - y1) / (x2 - x1);
    return static_cast<int>(std::lround(std::clamp(y, 0.0, static_cast<double>(height))));
}

std::optional<Word> word_at(const tesseract::ResultIterator& at, int width, int height) {
    const std::unique_ptr<char[]> bytes{at.GetUTF8Text(tesseract::RIL_WORD)};
    int left = 0, top = 0, right = 0, bottom = 0;
    if (!bytes || !at.BoundingBox(tesseract::RIL_WORD, &left, &top, &right, &bottom)) return std::nullopt;
    const std::string text{trimmed(bytes.get())};
    const auto box = cut_to_page(left, top, right, bottom, width, height);
    if (text.empty() || text.size() > limits::word_bytes || !is_clean_utf8(text) || !box) return std::nullopt;
    Word word;
    word.text = PersonalText{text};
    word.box = *box;
    word.confidence = std::clamp(at.Confidence(tesseract::RIL_WORD), 0.0f, 100.0f);
    word.baseline = baseline_under(at, *box, height);
    return word;
}

std::vector<Word> words_of(tesseract::TessBaseAPI& engine, int width, int height) {
    std::vector<Word> words;
    const std::unique_ptr<tesseract::ResultIterator> at{engine.GetIterator()};
    if (!at) return words;
    int line = -1, block = -1;
    do {
        if (at->Empty(tesseract::RIL_WORD)) continue;
        if (at->IsAtBeginningOf(tesseract::RIL_BLOCK)) ++block;
        if (at->IsAtBeginningOf(tesseract::RIL_TEXTLINE)) ++line;
        auto word = word_at(*at, width, height);
        if (!word) continue;
        word->line = std::max(0, line);
        word->block = std::max(0, block);
        words.push_back(std::move(*word));
    } while (words.size() < limits::words && at->Next(tesseract::RIL_WORD));
    return words;
}

/// Mean confidence of the letters read; 0 if there are none.
double confidence_of(const std::vector<Word>& words) {
    double sum = 0, letters = 0;
    for (const auto& word : words) {
        const auto size = static_cast<double>(word.text.reveal().size());
        sum += size * static_cast<double>(word.confidence), letters += size;
    }
    return letters > 0 ? sum / letters : 0;
}

/// Letters in words that were read well. Mean confidence must not choose between two readings: the one that found next
/// to nothing is the surest of it.
double good_letters(const std::vector<Word>& words) {
    double letters = 0;
    for (const auto& word : words) {
        const auto& text = word.text.reveal();
        const auto count = std::ranges::count_if(
            text, [](char c) { return (c & 0xc0) != 0x80 && !std::ispunct(static_cast<unsigned char>(c)); });
        if (word.confidence >= good_confidence && count >= 2) letters += static_cast<double>(count);
    }
    return letters;
}

}  // namespace

Reread recognise_with_retry(tesseract::TessBaseAPI& engine, Pix* clean, Pix* grey, int dpi) {
    auto first = recognise(engine, clean, dpi);
    Reread result{std::move(first.words), first.too_slow, false, false};
    if (first.too_slow || grey == nullptr || confidence_of(result.words) >= poor_confidence) return result;
    result.retried = true;
    auto second = recognise(engine, grey, dpi);
    if (second.too_slow || good_letters(second.words) <= good_letters(result.words) * retry_margin) return result;
    result.retry_won = true;
    result.words = std::move(second.words);
    return result;
}

Recognised recognise(tesseract::TessBaseAPI& engine, Pix* clean, int dpi) {
    Recognised result;
    engine.SetImage(clean);
    engine.SetSourceResolution(std::clamp(dpi, 70, 2400));
    tesseract::ETEXT_DESC monitor;
    double deadline = cpu_seconds() + time_limit;
    monitor.cancel = time_is_up;
    monitor.cancel_this = &deadline;
    if (engine.Recognize(&monitor) == 0)
        result.words = words_of(engine, pixGetWidth(clean), pixGetHeight(clean));
    else
        result.too_slow = cpu_seconds() > deadline;
    engine.Clear();
    return result;
}

}  // namespace arkki::imaging
