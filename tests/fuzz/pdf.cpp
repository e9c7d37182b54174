// PDF files as the reader drives poppler: opening, counting, one page as a picture, the file's own text over it.
// Whatever the bytes, a page within the limits or a refusal. The service never makes these calls; the reader makes them
// in a cage. What a sanitizer finds here is a library's fault.
#include <new>

#include "base/text.hpp"
#include "fuzz/fuzz.hpp"
#include "imaging/file_kind.hpp"
#include "imaging/limits.hpp"
#include "imaging/reader/scan_file.hpp"

using namespace arkki;
using namespace arkki::fuzz;
using namespace arkki::imaging;

namespace {

/// As the reader does before it sees any file.
bool prepare() {
    setMsgSeverity(L_SEVERITY_NONE);
    prepare_pdf();
    return true;
}

void demand_words_on(const std::vector<Word>& words, int width, int height) {
    demand(words.size() <= limits::words, "as many words as may be");
    for (const auto& word : words) {
        const auto& text = word.text.reveal();
        demand(!text.empty() && text.size() <= limits::word_bytes, "a word has letters, and not too many");
        demand(is_clean_utf8(text), "a word is text");
        demand(word.box.x >= 0 && word.box.y >= 0 && word.box.width >= 1 && word.box.height >= 1, "a word has a place");
        demand(word.box.x + word.box.width <= width && word.box.y + word.box.height <= height, "it is on the page");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool prepared = prepare();
    const ByteView bytes{data, size};
    if (!prepared || kind_of(bytes) != FileKind::pdf) return 0;
    try {
        const auto file = open_pdf(bytes);
        demand(file->pages() >= 1 && file->pages() <= limits::pages, "as many pages as may be");
        const auto page = file->page(1);
        demand(page.grey && pixGetDepth(page.grey.get()) == 8, "a page is grey");
        const std::int64_t width = pixGetWidth(page.grey.get()), height = pixGetHeight(page.grey.get());
        demand(width >= 1 && height >= 1 && width <= limits::side + 1 && height <= limits::side + 1, "of limited size");
        demand(width * height <= limits::working_pixels + width + height, "and of limited work");
        demand(page.dpi >= 1 && page.dpi <= 1200, "of a resolution that can be");
        demand(!page.colour || (pixGetDepth(page.colour.get()) == 32 && pixGetWidth(page.colour.get()) == width),
               "its colours fit it");
        demand(page.own_words.empty() || page.layer.empty(), "its own text explains the picture, or does not");
        demand_words_on(page.own_words, static_cast<int>(width), static_cast<int>(height));
        demand_words_on(page.layer, static_cast<int>(width), static_cast<int>(height));
    } catch (const Refused&) {
    } catch (const std::bad_alloc&) {  // the reader's child has an answer for it
    }
    return 0;
}
