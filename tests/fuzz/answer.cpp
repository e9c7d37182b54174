// What the caged reader says: in whatever portions it comes, the same is believed, and nothing beyond the limits.
#include <optional>

#include "base/text.hpp"
#include "fuzz/fuzz.hpp"
#include "imaging/answer.hpp"
#include "imaging/limits.hpp"
#include "imaging/wire.hpp"
#include "imaging/words.hpp"

using namespace arkki;
using namespace arkki::fuzz;
using namespace arkki::imaging;

namespace {

/// Nothing if the answer is void.
std::optional<Answer> answer_to(int page, ByteView bytes, std::size_t portion) {
    Answer answer{page};
    try {
        for (; !bytes.empty(); bytes = bytes.subspan(std::min(portion, bytes.size())))
            answer.take(bytes.first(std::min(portion, bytes.size())));
    } catch (const BadBytes&) {
        return std::nullopt;
    }
    return answer;
}

void demand_inside(const Box& box, const PageRead& page) {
    demand(box.x >= 0 && box.y >= 0 && box.width > 0 && box.height > 0, "a box has a size");
    demand(box.x + box.width <= page.width && box.y + box.height <= page.height, "a box lies on the page");
}

void demand_believable(const PageRead& page, int number) {
    demand(page.number == number && page.number <= page.of && page.of <= limits::pages, "the page asked for");
    demand(page.width <= limits::side && page.height <= limits::side, "a page of limited size");
    demand(page.words.size() <= limits::words && page.codes.size() <= limits::codes, "as many words as a page holds");
    demand(page.image.size() + page.thumbnail.size() + page.bilevel.size() <= limits::image_bytes,
           "pictures of limited size");
    demand(kind_of(page.image) == FileKind::jpeg && kind_of(page.thumbnail) == FileKind::jpeg, "pictures are JPEG");
    for (const auto& word : page.words) {
        demand(!word.text.empty() && is_clean_utf8(word.text.reveal()), "a word is UTF-8");
        demand_inside(word.box, page);
    }
    for (const auto& code : page.codes) {
        demand(!code.text.empty() && is_clean_utf8(code.text.reveal()), "a code is UTF-8");
        demand_inside(code.box, page);
    }
    demand(unpack_words(pack(page.words)) == page.words, "what is believed can be kept");
}

}  // namespace

/// First byte: size of the portions; the page asked for is 1.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Dealer dealer{{data, size}};
    const std::size_t portion = 1 + dealer.byte() % 64U;
    const auto bytes = dealer.all();
    auto whole = answer_to(1, bytes, bytes.size() + 1);
    auto pieces = answer_to(1, bytes, portion);
    demand(whole.has_value() == pieces.has_value(), "portions do not matter");
    if (!whole) return 0;
    demand(whole->complete() == pieces->complete() && whole->refusal() == pieces->refusal() &&
               whole->last_step() == pieces->last_step() && whole->pages() == pieces->pages(),
           "portions change nothing");
    if (whole->refusal()) demand(key_of(*whole->refusal()).starts_with("reader."), "a refusal has a message");
    if (!whole->complete() || whole->refusal()) return 0;
    const auto page = whole->take_page();
    demand_believable(page, 1);
    demand(page.words == pieces->take_page().words, "the same words from portions");
    return 0;
}
